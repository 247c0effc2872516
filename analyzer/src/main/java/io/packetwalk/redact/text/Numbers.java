package io.packetwalk.redact.text;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.redact.pseudonym.Letters;
import io.packetwalk.redact.pseudonym.Vocabulary;
import java.util.Optional;
import java.util.regex.Pattern;

/** Learns the addresses, prefixes and hardware addresses of a line of any text, looking at each character once. */
public final class Numbers {
    private static final int HARDWARE = 17;
    private static final int SIX = 32;
    private static final int CONTAINER = 64;
    /** What stands behind an address in {@code /proc/net/if_inet6} and {@code ipv6_route}: an index or a length. */
    private static final Pattern PROC = Pattern.compile(" [0-9a-f]{2} ");

    private final Vocabulary vocabulary;

    public Numbers(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Tells the vocabulary what of its kinds the line holds. */
    public void learn(String line) {
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (!Letters.hex(c) && c != ':') {
                if (line.startsWith(Text.GLUED, at)) {
                    at += Text.GLUED.length();
                    continue;
                }
                at++;
                // A number inside a word is none of these.
                if (Letters.wordy(c)) {
                    while (at < line.length() && Letters.wordy(line.charAt(at))) {
                        at++;
                    }
                }
                continue;
            }
            int end = at;
            int dots = 0;
            int colons = 0;
            for (;
                    end < line.length() && (Letters.hex(line.charAt(end)) || ":.".indexOf(line.charAt(end)) >= 0);
                    end++) {
                dots += line.charAt(end) == '.' ? 1 : 0;
                colons += line.charAt(end) == ':' ? 1 : 0;
            }
            int dashed = end - at == 2 && end < line.length() && line.charAt(end) == '-' ? at + HARDWARE : -1;
            if (hardware(line, at, '-', dashed) || colons == 5 && hardware(line, at, ':', at + HARDWARE)) {
                at += HARDWARE;
                continue;
            }
            // A time has two colons, too, but neither eight groups nor a gap.
            if (colons >= 6 || colons >= 2 && line.substring(at, end).contains("::")) {
                six(line, at, end);
            }
            if (dots >= 3) {
                fours(line, at, end);
            }
            if (end - at == SIX
                    && dots + colons == 0
                    && PROC.matcher(line).region(end, line.length()).lookingAt()) {
                vocabulary.address(HexForms.ip(line.substring(at, end)));
            }
            container(line, at, end);
            at = end;
        }
    }

    /** 64 digits from {@code at} on; what stands behind them may be the end of a file's name. */
    private void container(String line, int at, int end) {
        int digits = at;
        while (digits < end && Letters.hex(line.charAt(digits))) {
            digits++;
        }
        if (digits - at == CONTAINER) {
            vocabulary.container(line.substring(at, digits));
        }
    }

    /** The hardware address from {@code at} to {@code end}, when it is one and no longer row of bytes. */
    private boolean hardware(String line, int at, char separator, int end) {
        if (end < 0 || end > line.length() || end < line.length() && Letters.hex(line.charAt(end))) {
            return false;
        }
        long mac = 0;
        for (int i = 0; i < HARDWARE; i++) {
            char c = line.charAt(at + i);
            if (i % 3 == 2 ? c != separator : !Letters.hex(c)) {
                return false;
            }
            mac = i % 3 == 2 ? mac : mac << 4 | Character.digit(c, 16);
        }
        vocabulary.hardware(mac);
        return true;
    }

    private void six(String line, int from, int to) {
        int at = line.charAt(from) == ':' && !line.startsWith("::", from) ? from + 1 : from;
        int end = to;
        // A port, or the end of a sentence.
        if (end < line.length() && Letters.wordy(line.charAt(end))) {
            while (end > at && Letters.hex(line.charAt(end - 1))) {
                end--;
            }
        }
        while (end > at
                && (line.charAt(end - 1) == '.' || line.charAt(end - 1) == ':' && !line.startsWith("::", end - 2))) {
            end--;
        }
        if (end - at > 2) {
            known(Ip.parse(line.substring(at, end)), line, end, 3);
        }
    }

    /** Addresses among the digits and dots of a run: whoever writes {@code 10.0.0.1:80} means the first part. */
    private void fours(String line, int from, int to) {
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && line.charAt(end) != ':') {
                end++;
            }
            int stop = end;
            while (stop > at && line.charAt(stop - 1) == '.') {
                stop--;
            }
            long bits = Ip.v4Bits(line, at, stop);
            if (bits >= 0 && !(end == to && end < line.length() && Letters.wordy(line.charAt(end)))) {
                known(Optional.of(Ip.v4((int) bits)), line, stop, 2);
            }
            at = end + 1;
        }
    }

    private void known(Optional<Ip> found, String line, int end, int digits) {
        found.ifPresent(ip -> {
            vocabulary.address(ip);
            int bits = length(line, end, digits);
            if (bits > 0 && bits < ip.bits()) {
                vocabulary.subnet(new Cidr(ip, bits));
            }
        });
    }

    /** The length of a prefix behind an address; 0 when there is none. */
    private static int length(String line, int at, int digits) {
        if (at >= line.length() || line.charAt(at) != '/') {
            return 0;
        }
        int value = 0;
        int end = at + 1;
        for (; end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9' && end - at <= digits; end++) {
            value = value * 10 + line.charAt(end) - '0';
        }
        return end < line.length()
                        && (Letters.wordy(line.charAt(end))
                                || line.charAt(end) == '.'
                                        && end + 1 < line.length()
                                        && Letters.wordy(line.charAt(end + 1)))
                ? 0
                : value;
    }
}

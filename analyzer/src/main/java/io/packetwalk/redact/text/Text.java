package io.packetwalk.redact.text;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.redact.pseudonym.Domains;
import io.packetwalk.redact.pseudonym.Letters;
import io.packetwalk.redact.pseudonym.Mapping;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces in one line of any text, whatever its format: JSON, YAML, rules, tables, logs, paths; also inside base64 and the escapes of
 * URLs. One pass, linear.
 */
public final class Text {
    private static final Pattern CHAIN =
            Pattern.compile("KUBE-(?:SVC|SVL|SEP|EXT|XLB|FW)-([A-Z2-7]{16})(?![A-Za-z0-9])");
    private static final Pattern NFT_CHAIN = Pattern.compile(
            "(service|local|external|firewall|endpoint|affinity)-([A-Z2-7]{8})-([A-Za-z0-9][A-Za-z0-9./_-]*[A-Za-z0-9/])");
    private static final Pattern REVERSE4 = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?=\\.in-addr\\.arpa)");
    private static final Pattern REVERSE6 = Pattern.compile("([0-9a-fA-F](?:\\.[0-9a-fA-F]){31})(?=\\.ip6\\.arpa)");
    private static final Pattern HEADER = Pattern.compile(
            "((?:[0-9a-f]{2}:){5}[0-9a-f]{2}):((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(:[0-9a-f]{2}:[0-9a-f]{2})");
    private static final Pattern LENGTH = Pattern.compile("/([0-9]{1,3})(?![0-9.])");

    private static final Pattern REVERSE_ZONE =
            Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){0,2})(?=\\.in-addr\\.arpa)");
    private static final int ZONE = 24;
    /** Some releases of iptables list a match of a hardware address without the blank behind this word. */
    static final String GLUED = "MAC";

    /** Text inside text inside text. */
    private static final int DEPTH = 3;

    private final Mapping mapping;
    private final HexForms digits;
    private final UnaryOperator<String> before;

    /** @param mapping what stands in place of what */
    public Text(Mapping mapping) {
        this(mapping, UnaryOperator.identity());
    }

    /** @param before what is done before to each line of what is found inside an encoding */
    public Text(Mapping mapping, UnaryOperator<String> before) {
        this.mapping = mapping;
        this.digits = new HexForms(mapping);
        this.before = before;
    }

    /** {@code line} with everything replaced that the mapping knows. */
    public String line(String line) {
        return line(line, DEPTH);
    }

    private String line(String line, int depth) {
        List<Encoded.Stretch> encoded = depth == 0 ? List.of() : Encoded.in(line, text -> inner(text, depth - 1));
        if (encoded.isEmpty()) {
            return plain(line);
        }
        StringBuilder out = new StringBuilder(line.length() + 16);
        int from = 0;
        for (Encoded.Stretch stretch : encoded) {
            out.append(plain(line.substring(from, stretch.from()))).append(stretch.image());
            from = stretch.to();
        }
        return out.append(plain(line.substring(from))).toString();
    }

    private String inner(String text, int depth) {
        StringBuilder out = new StringBuilder(text.length());
        for (String line : text.split("(?<=\n)", -1)) {
            String bare = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            out.append(line(before.apply(bare), depth)).append(line.substring(bare.length()));
        }
        return out.toString();
    }

    private String plain(String line) {
        StringBuilder out = new StringBuilder(line.length() + 16);
        int at = 0;
        int fresh = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            int escape = escape(line, at);
            if (escape > at) {
                out.append(line, at, escape);
                at = escape;
                fresh = escape;
                continue;
            }
            boolean begins = at == fresh
                    || !Letters.wordy(line.charAt(at - 1)) && line.charAt(at - 1) != '\\'
                    || escaped(line, at);
            int end = -1;
            if (begins || c == ':') {
                end = hexadecimal(line, at, out);
            }
            if (end < 0 && begins && Letters.wordy(c)) {
                end = word(line, at, out);
            }
            if (end < 0) {
                out.append(c);
                end = at + 1;
            }
            at = end;
        }
        return out.toString();
    }

    /** Where a character's escape or a terminal's colour that begins here ends: the word behind it begins there. */
    private static int escape(String line, int at) {
        char c = line.charAt(at);
        if (c == 0x1b && at + 1 < line.length() && line.charAt(at + 1) == '[') {
            int end = at + 2;
            while (end < line.length() && (line.charAt(end) < '@' || line.charAt(end) > '~')) {
                end++;
            }
            return Math.min(end + 1, line.length());
        }
        if (c != '\\' || at + 1 >= line.length()) {
            return at;
        }
        int digits = line.charAt(at + 1) == 'u' ? 4 : line.charAt(at + 1) == 'x' ? 2 : 0;
        int end = at + 2 + digits;
        for (int i = at + 2; i < end; i++) {
            if (i >= line.length() || Character.digit(line.charAt(i), 16) < 0) {
                return at;
            }
        }
        return digits == 0 ? at : end;
    }

    /** {@code \n} in a JSON string: the letter belongs to the escape, not to the word behind it. */
    private static boolean escaped(String line, int at) {
        return at >= 2 && line.charAt(at - 2) == '\\' && "ntr".indexOf(line.charAt(at - 1)) >= 0;
    }

    /** Does the word here begin like the name of a chain of kube-proxy? The kind is 5 to 8 letters, the hash capitals or digits. */
    private static boolean nftChain(String line, int at) {
        int dash = line.indexOf('-', at);
        int next = dash + 1;
        return dash >= at + 5
                && dash <= at + 8
                && next < line.length()
                && (Letters.digit(line.charAt(next)) || line.charAt(next) >= 'A' && line.charAt(next) <= 'Z');
    }

    /** An address or hardware address at {@code at}: appends its image and returns where it ends, -1 when there is none. */
    private int hexadecimal(String line, int at, StringBuilder out) {
        int end = at;
        char c0 = line.charAt(at);
        int colons = 0;
        int dots = 0;
        while (end < line.length()) {
            char c = line.charAt(end);
            if (c == ':') {
                colons++;
            } else if (c == '.') {
                dots++;
            } else if (!Letters.hex(c)) {
                break;
            }
            end++;
        }
        // Numbers in reverse have ".in-addr.arpa" or ".ip6.arpa" behind them.
        boolean reverse = end < line.length() && line.charAt(end) == 'i';
        if (reverse && dots < 3 && c0 >= '0' && c0 <= '9') {
            Matcher zone = REVERSE_ZONE.matcher(line).region(at, Math.min(line.length(), at + ZONE));
            if (zone.lookingAt()) {
                out.append(zone(zone.group(1)));
                return zone.end();
            }
        }
        if (end < line.length() && line.charAt(end) == '-' && end - at == 2) {
            return dashedHardware(line, at, out);
        }
        if (colons >= 2) {
            int found = colons(line, at, end, out);
            if (found >= 0) {
                return found;
            }
        }
        if (dots < 3 || !Letters.hex(c0)) {
            return -1;
        }
        int reversed = reverse ? reversed(line, at, out) : -1;
        return reversed < 0 && Letters.digit(c0) ? four(line, at, out) : reversed;
    }

    private int dashedHardware(String line, int at, StringBuilder out) {
        if (at + 17 > line.length() || at + 17 < line.length() && Letters.wordy(line.charAt(at + 17))) {
            return -1;
        }
        String text = line.substring(at, at + 17);
        if (!text.matches("(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}")) {
            return -1;
        }
        out.append(hardware(text.replace("-", "")).replace(':', '-'));
        return at + 17;
    }

    private String hardware(String digits) {
        return new Mac(mapping.hardware(Long.parseLong(digits, 16))).toString();
    }

    private int colons(String line, int at, int end, StringBuilder out) {
        if (end < line.length() && Letters.wordy(line.charAt(end)) || end < line.length() && line.charAt(end) == '_') {
            return -1;
        }
        int stop = end;
        while (stop > at
                && (line.charAt(stop - 1) == '.' || line.charAt(stop - 1) == ':' && !line.startsWith("::", stop - 2))) {
            stop--;
        }
        String text = line.substring(at, stop);
        if (text.length() == 17 && text.matches("(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
            out.append(hardware(text.replace(":", "")));
            return stop;
        }
        Matcher header = HEADER.matcher(text);
        if (header.matches()) {
            // A frame's header as netfilter logs it: destination, source, type.
            out.append(line(header.group(1)))
                    .append(':')
                    .append(line(header.group(2)))
                    .append(header.group(3));
            return stop;
        }
        Optional<Ip> ip = Ip.parse(text.toLowerCase(java.util.Locale.ROOT));
        // A time ("::" aside) has no eight groups, so it never parses.
        if (ip.isEmpty()) {
            return -1;
        }
        return address(line, ip.get(), text, stop, out);
    }

    private int reversed(String line, int at, StringBuilder out) {
        Matcher reverse = REVERSE4.matcher(line).region(at, line.length());
        if (reverse.lookingAt()) {
            out.append(Ip.parse(reversed(reverse.group(1)))
                    .map(ip -> reversed(mapping.address(ip).toString()))
                    .orElse(reverse.group(1)));
            return reverse.end();
        }
        Matcher six = REVERSE6.matcher(line).region(at, line.length());
        if (six.lookingAt()) {
            out.append(nibbles(six.group(1)));
            return six.end();
        }
        return -1;
    }

    private int four(String line, int at, StringBuilder out) {
        int end = at;
        int dots = 0;
        while (end < line.length()
                && (Letters.digit(line.charAt(end))
                        || line.charAt(end) == '.'
                                && dots < 4
                                && end + 1 < line.length()
                                && Letters.digit(line.charAt(end + 1)))) {
            dots += line.charAt(end) == '.' ? 1 : 0;
            end++;
        }
        if (dots != 3 || at > 0 && line.charAt(at - 1) == '.' && at > 1 && Letters.digit(line.charAt(at - 2))) {
            return -1;
        }
        String text = line.substring(at, end);
        Optional<Ip> ip = Ip.parse(text);
        return ip.isEmpty() ? -1 : address(line, ip.get(), text, end, out);
    }

    private int address(String line, Ip ip, String text, int end, StringBuilder out) {
        Matcher length = LENGTH.matcher(line).region(end, line.length());
        if (line.startsWith("/", end) && length.lookingAt()) {
            int bits = Integer.parseInt(length.group(1));
            if (bits < ip.bits()) {
                Cidr cidr = new Cidr(ip, bits);
                if (cidr.base().equals(ip)) {
                    out.append(mapping.subnet(cidr));
                    return length.end();
                }
            }
        }
        Ip image = mapping.address(ip);
        // What stays is left as it was written.
        out.append(image.equals(ip) ? text : image.toString());
        return end;
    }

    private int word(String line, int at, StringBuilder out) {
        char first = line.charAt(at);
        if (first == 'K') {
            Matcher chain = CHAIN.matcher(line).region(at, line.length());
            if (chain.lookingAt()) {
                String prefix = line.substring(at, chain.start(1));
                out.append(prefix).append(mapping.chain(prefix, chain.group(1)));
                return chain.end();
            }
        }
        if (nftChain(line, at)) {
            Matcher chain = NFT_CHAIN.matcher(line).region(at, line.length());
            if (chain.lookingAt()) {
                out.append(mapping.nftChain(chain.group(1), chain.group(2), chain.group(3)));
                return chain.end();
            }
        }
        Optional<String> address = Letters.hex(first) ? digits.at(line, at) : Optional.empty();
        if (address.isPresent()) {
            out.append(address.get());
            return at + address.get().length();
        }
        if (line.startsWith(GLUED, at) && at + GLUED.length() < line.length()) {
            int before = out.length();
            int end = hexadecimal(line, at + GLUED.length(), out.append(GLUED));
            if (end > 0) {
                return end;
            }
            out.setLength(before);
        }
        int prefix = line.startsWith("enx", at) ? 3 : line.startsWith("0x", at) ? 2 : 0;
        Optional<String> named = prefix > 0 ? digits.at(line, at + prefix) : Optional.empty();
        if (named.isPresent()) {
            out.append(line, at, at + prefix).append(named.get());
            return at + prefix + named.get().length();
        }
        int end = at;
        while (end < line.length()
                && (Letters.wordy(line.charAt(end)) || line.charAt(end) == '-' || line.charAt(end) == '_')) {
            end++;
        }
        int domain = end < line.length() && line.charAt(end) == '.' ? domain(line, at) : at;
        if (domain > at) {
            out.append(line, at, domain);
            return domain;
        }
        while (!Letters.wordy(line.charAt(end - 1))) {
            end--;
        }
        boolean option = at >= 2 && line.charAt(at - 1) == '-' && line.charAt(at - 2) == '-';
        String run = line.substring(at, end);
        boolean dotted = at > 0 && line.charAt(at - 1) == '.' || end < line.length() && line.charAt(end) == '.';
        out.append(option ? run : mapping.run(run, dotted));
        return end;
    }

    /** Where a public domain that begins here ends: API groups and label prefixes stay whatever names the bundle has. */
    private static int domain(String line, int at) {
        int end = at;
        boolean dots = false;
        while (end < line.length()
                && (Letters.wordy(line.charAt(end)) || "-_.".indexOf(line.charAt(end)) >= 0)
                && end - at < 256) {
            dots |= line.charAt(end) == '.';
            end++;
        }
        return dots && Domains.known(line.substring(at, end)) ? end : at;
    }

    /** The reverse zone of a network: {@code 3.77.10} of 10.77.3.0/24. */
    private String zone(String text) {
        String[] parts = text.split("\\.", -1);
        StringBuilder dotted = new StringBuilder();
        for (int i = parts.length - 1; i >= 0; i--) {
            dotted.append(parts[i]).append('.');
        }
        return Ip.parse(dotted + "0.0.0.0".substring(0, 2 * (4 - parts.length) - 1))
                .map(ip -> mapping.subnet(new Cidr(ip, 8 * parts.length)).base().toString())
                .map(image -> reversed(image).substring(2 * (4 - parts.length)))
                .orElse(text);
    }

    private static String reversed(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        return parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0];
    }

    private String nibbles(String text) {
        String digits = new StringBuilder(text.replace(".", "")).reverse().toString();
        Ip ip = mapping.address(Ip.v6(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16)));
        String image = HexForms.hex(ip.hi(), 16) + HexForms.hex(ip.lo(), 16);
        return String.join(".", new StringBuilder(image).reverse().toString().split("", -1))
                .replaceAll("\\.$|^\\.", "");
    }
}

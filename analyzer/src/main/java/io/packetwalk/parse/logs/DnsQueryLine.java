package io.packetwalk.parse.logs;

import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Numbers;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code 10.244.1.5:45678 - 12345 "A IN name. udp 62 false 512" NXDOMAIN qr,aa,rd 155 0.000112s}, the common format of the
 * {@code log} plugin (the combined format only adds words at the end). A log has millions of lines for a few thousand names and clients: what was lately read is
 * found by its text, not read again.
 */
final class DnsQueryLine {

    private static final int SLOTS = 1 << 15;

    /** Numbers of at most 18 digits are read. */
    private static final double[] POWERS = new double[19];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Math.pow(10, i);
        }
    }

    /** What stands from the question's type to the flags, with the number of what it says. */
    private record Seen(String text, int question) {}

    private final DnsQueries queries;
    private final @Nullable Seen[] seen = new Seen[SLOTS];

    /** The 32 bits of an IPv4 address, below the number of its client plus one. */
    private final long[] clients = new long[SLOTS];

    DnsQueryLine(DnsQueries queries) {
        this.queries = queries;
    }

    /** Adds the query that {@code text} tells of from {@code from} on; false when it tells of none. */
    boolean read(String text, int from, long line, Optional<Instant> time) {
        int dash = text.indexOf(" - ", from);
        int open = dash < 0 ? -1 : text.indexOf(" \"", dash + 3);
        int close = open < 0 ? -1 : text.indexOf("\" ", open + 2);
        int rcodeEnd = close < 0 ? -1 : text.indexOf(' ', close + 2);
        int flagsEnd = rcodeEnd < 0 ? -1 : text.indexOf(' ', rcodeEnd + 1);
        int sizeEnd = flagsEnd < 0 ? -1 : text.indexOf(' ', flagsEnd + 1);
        if (sizeEnd < 0) {
            return false;
        }
        int end = text.indexOf(' ', sizeEnd + 1);
        double millis = millis(text, sizeEnd + 1, end < 0 ? text.length() : end);
        int colon = text.lastIndexOf(':', dash);
        long port = Numbers.decimal(text, colon + 1, dash).orElse(-1);
        long id = Numbers.decimal(text, dash + 3, open).orElse(-1);
        if (millis < -1 || colon < from || port < 0 || port > 65535 || id < 0 || id > 65535) {
            return false;
        }
        int client = client(text, from, colon);
        Seen answer = client < 0 ? null : seen(text.substring(open + 2, flagsEnd), close - open - 2);
        if (answer == null) {
            return false;
        }
        int row = queries.add(line, answer.question, client);
        queries.set(row, (int) port, (int) id, millis, time);
        return true;
    }

    /** The number of the client, -1 when it is no address. */
    private int client(String text, int from, int to) {
        long bits = Ip.v4Bits(text, from, to);
        if (bits < 0) {
            String host = text.substring(from, to).replace("[", "").replace("]", "");
            int zone = host.indexOf('%');
            return Ip.parse(zone < 0 ? host : host.substring(0, zone))
                    .map(queries::client)
                    .orElse(-1);
        }
        int slot = (int) (bits * 0x9E37_79B9L >>> 16) & SLOTS - 1;
        if (clients[slot] == 0 || (clients[slot] & 0xffff_ffffL) != bits) {
            clients[slot] = bits | queries.client(Ip.v4((int) bits)) + 1L << 32;
        }
        return (int) (clients[slot] >>> 32) - 1;
    }

    /**
     * What was asked and answered, null when it is none.
     *
     * @param text {@code A IN name. udp 62 false 512" NXDOMAIN qr,aa,rd}
     * @param close where the question ends
     */
    private @Nullable Seen seen(String text, int close) {
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        Seen known = seen[slot];
        if (known != null && known.text.equals(text)) {
            return known;
        }
        int typeEnd = text.indexOf(' ');
        int classEnd = text.indexOf(' ', typeEnd + 1);
        int nameEnd = text.indexOf(' ', classEnd + 1);
        int protoEnd = text.indexOf(' ', nameEnd + 1);
        int rcodeEnd = text.indexOf(' ', close + 2);
        if (typeEnd < 0 || classEnd < 0 || nameEnd <= classEnd + 1 || protoEnd < 0 || protoEnd > close) {
            return null;
        }
        Optional<Proto> proto = Proto.parse(text.substring(nameEnd + 1, protoEnd));
        if (proto.isEmpty()) {
            return null;
        }
        int name = queries.name(text.substring(classEnd + 1, nameEnd).toLowerCase(Locale.ROOT));
        int answer = queries.answer(new DnsQueries.Answer(
                text.substring(0, typeEnd),
                proto.get(),
                text.substring(close + 2, rcodeEnd),
                text.substring(rcodeEnd + 1)));
        Seen read = new Seen(text, queries.question(name, answer));
        seen[slot] = read;
        return read;
    }

    /** {@code 0.000112s} in milliseconds; -1 for {@code -}; -2 when it is neither. Digits are read by hand, logs have millions. */
    private static double millis(String text, int from, int to) {
        if (to - from == 1 && text.charAt(from) == '-') {
            return -1;
        }
        int end = to - 1;
        if (end <= from || text.charAt(end) != 's') {
            return -2;
        }
        int dot = text.indexOf('.', from);
        if (dot < 0 || dot > end) {
            long whole = Numbers.decimal(text, from, end).orElse(-1);
            return whole < 0 ? -2 : whole * 1000.0;
        }
        long whole = Numbers.decimal(text, from, dot).orElse(-1);
        long fraction = Numbers.decimal(text, dot + 1, end).orElse(-1);
        // Divided once, so that 0.000335278 s is 0.335278 ms to the last bit.
        return whole < 0 || fraction < 0
                ? -2
                : whole * 1000.0 + fraction * 1000.0 / POWERS[Math.min(end - dot - 1, POWERS.length - 1)];
    }
}

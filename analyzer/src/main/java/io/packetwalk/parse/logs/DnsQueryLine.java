package io.packetwalk.parse.logs;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code 10.244.1.5:45678 - 12345 "A IN name. udp 62 false 512" NXDOMAIN qr,aa,rd 155 0.000112s}, the common format of the
 * {@code log} plugin (the combined format only adds words at the end). Names and clients repeat: equal ones lately seen are one
 * object.
 */
final class DnsQueryLine {

    private static final int SLOTS = 1 << 13;

    private final @Nullable String[] names = new String[SLOTS];
    private final @Nullable Ip[] clients = new Ip[SLOTS];

    Optional<DnsQueryLogFact> read(String text, Source source, Optional<Instant> time) {
        int dash = text.indexOf(" - ");
        int open = text.indexOf(" \"", dash + 3);
        int close = open < 0 ? -1 : text.indexOf("\" ", open + 2);
        if (dash <= 0 || close < 0) {
            return Optional.empty();
        }
        Optional<IpPort> client = client(text.substring(0, dash));
        int id = Numbers.decimal(text.substring(dash + 3, open), -1);
        Words question = new Words(text.substring(open + 2, close));
        String type = question.next();
        boolean internet = !question.next().isEmpty();
        String name = question.next();
        Optional<Proto> proto = Proto.parse(question.next());
        Words answer = new Words(text.substring(close + 2));
        String rcode = answer.next();
        String flags = answer.next();
        String size = answer.next();
        double millis = millis(answer.next());
        if (client.isEmpty()
                || id < 0
                || !internet
                || name.isEmpty()
                || proto.isEmpty()
                || size.isEmpty()
                || millis < -1) {
            return Optional.empty();
        }
        return Optional.of(new DnsQueryLogFact(
                source,
                time,
                client.get(),
                id,
                shared(type),
                shared(name.toLowerCase(Locale.ROOT)),
                proto.get(),
                shared(rcode),
                shared(flags),
                millis));
    }

    private Optional<IpPort> client(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon).replace("[", "").replace("]", "");
        int zone = host.indexOf('%');
        Optional<Ip> ip = Ip.parse(zone < 0 ? host : host.substring(0, zone));
        Optional<Integer> port = Ports.parsePort(text.substring(colon + 1));
        return ip.isPresent() && port.isPresent()
                ? Optional.of(new IpPort(shared(ip.get()), port.get()))
                : Optional.empty();
    }

    /** {@code 0.000112s} in milliseconds; -1 for {@code -}; -2 when it is neither. Digits are read by hand, logs have millions. */
    private static double millis(String text) {
        if (text.equals("-")) {
            return -1;
        }
        int end = text.length() - 1;
        if (end < 1 || text.charAt(end) != 's') {
            return -2;
        }
        int dot = text.indexOf('.');
        if (dot < 0) {
            long whole = Numbers.decimal(text.substring(0, end), -1L);
            return whole < 0 ? -2 : whole * 1000.0;
        }
        long whole = Numbers.decimal(text, 0, dot).orElse(-1);
        long fraction = Numbers.decimal(text, dot + 1, end).orElse(-1);
        // Divided once, so that 0.000335278 s is 0.335278 ms to the last bit.
        return whole < 0 || fraction < 0 ? -2 : whole * 1000.0 + fraction * 1000.0 / Math.pow(10, end - dot - 1);
    }

    private Ip shared(Ip ip) {
        int hash = ip.hashCode();
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        Ip seen = clients[slot];
        if (seen != null && seen.equals(ip)) {
            return seen;
        }
        clients[slot] = ip;
        return ip;
    }

    private String shared(String text) {
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        String seen = names[slot];
        if (seen != null && seen.equals(text)) {
            return seen;
        }
        names[slot] = text;
        return text;
    }
}

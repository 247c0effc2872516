package io.packetwalk.parse.conntrack;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Numbers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of the table in one pass over its characters: dumps hold millions of lines, so there is no splitting, and strings are
 * made only for addresses not seen lately. Positional words come first (family, protocol, number, timeout, state), then
 * {@code key=value} pairs and {@code [FLAGS]} in any order; the second {@code src} begins the reply's tuple (kernel
 * {@code ct_seq_show}, libnetfilter_conntrack {@code snprintf_default}). Keys without a field here ({@code secctx}, {@code use},
 * {@code delta-time}) are passed over. Not for concurrent use.
 */
final class ConntrackEntry {

    private static final int SLOTS = 1 << 16;

    /** Keys that have a field; found by length and letters, as text would have to be made first otherwise. */
    private enum Key {
        SRC,
        DST,
        SPORT,
        DPORT,
        TYPE,
        CODE,
        ID,
        PACKETS,
        BYTES,
        MARK,
        ZONE,
        OTHER
    }

    private final @Nullable Ip[] addresses = new Ip[SLOTS];
    private final Map<String, String> states = new HashMap<>();
    private String lastState = "";

    private String text = "";
    private boolean broken;

    /** The entry, null when the line is broken. */
    @Nullable
    ConntrackFact read(String text, Source source) {
        this.text = text;
        broken = false;
        int position = text.startsWith("ipv4 ") || text.startsWith("ipv6 ") ? -2 : 0;
        Direction original = new Direction();
        Direction reply = new Direction();
        Direction now = original;
        boolean second = false;
        int proto = -1;
        int timeout = -1;
        String state = "";
        boolean unreplied = false;
        boolean assured = false;
        long mark = 0;
        int zone = 0;
        long id = -1;
        Key before = Key.OTHER;
        int at = 0;
        int length = text.length();
        while (at < length) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int start = at;
            int equal = -1;
            for (; at < length && text.charAt(at) != ' '; at++) {
                if (equal < 0 && text.charAt(at) == '=') {
                    equal = at;
                }
            }
            if (c == '[') {
                unreplied |= text.startsWith("[UNREPLIED]", start);
                assured |= text.startsWith("[ASSURED]", start);
                continue;
            }
            if (equal < 0) {
                switch (position) {
                    case 1 -> proto = (int) number(start, at, 255);
                    case 2 -> {
                        if (digit(c)) {
                            timeout = (int) number(start, at, Integer.MAX_VALUE);
                        } else {
                            state = state(start, at);
                        }
                    }
                    case 3 -> state = state(start, at);
                    default -> {}
                }
                position++;
                continue;
            }
            Key key = key(start, equal);
            int value = equal + 1;
            switch (key) {
                case SRC -> {
                    if (now.src != null) {
                        broken |= second;
                        second = true;
                        now = reply;
                    }
                    now.src = address(value, at);
                }
                case DST -> now.dst = address(value, at);
                case SPORT -> now.sport = (int) number(value, at, 65535);
                case DPORT -> now.dport = (int) number(value, at, 65535);
                case PACKETS -> now.packets = number(value, at, Long.MAX_VALUE);
                case BYTES -> now.bytes = number(value, at, Long.MAX_VALUE);
                case MARK -> mark = number(value, at, 0xffff_ffffL);
                case ZONE -> zone = (int) number(value, at, 65535);
                case ID -> {
                    // "id=" right after "code=" is the echo identifier of the tuple, the one at the end the kernel's
                    // number of the entry.
                    if (before == Key.CODE) {
                        now.sport = (int) number(value, at, 65535);
                        now.dport = now.sport;
                    } else {
                        id = number(value, at, Long.MAX_VALUE);
                    }
                }
                case TYPE, CODE, OTHER -> {}
            }
            before = key;
        }
        FiveTuple there = original.tuple(proto);
        FiveTuple back = reply.tuple(proto);
        if (broken || there == null || back == null) {
            return null;
        }
        FiveTuple shared = there.src().equals(back.dst()) && there.dst().equals(back.src()) ? there.reversed() : back;
        return new ConntrackFact(
                source,
                zone,
                timeout,
                state,
                there,
                shared,
                original.counters(),
                reply.counters(),
                unreplied,
                assured,
                mark,
                id);
    }

    /** One tuple while it is read. */
    private static final class Direction {
        private @Nullable Ip src;
        private @Nullable Ip dst;
        private int sport;
        private int dport;
        private long packets = -1;
        private long bytes = -1;

        private @Nullable FiveTuple tuple(int proto) {
            return proto < 0 || src == null || dst == null
                    ? null
                    : new FiveTuple(new Proto(proto), new IpPort(src, sport), new IpPort(dst, dport));
        }

        private Optional<Counters> counters() {
            return packets < 0 || bytes < 0 ? Optional.empty() : Optional.of(new Counters(packets, bytes));
        }
    }

    private Key key(int start, int end) {
        return switch (end - start) {
            case 2 -> is("id", start) ? Key.ID : Key.OTHER;
            case 3 -> is("src", start) ? Key.SRC : is("dst", start) ? Key.DST : Key.OTHER;
            case 4 ->
                is("mark", start)
                        ? Key.MARK
                        : is("type", start)
                                ? Key.TYPE
                                : is("code", start) ? Key.CODE : is("zone", start) ? Key.ZONE : Key.OTHER;
            case 5 ->
                is("sport", start)
                        ? Key.SPORT
                        : is("dport", start) ? Key.DPORT : is("bytes", start) ? Key.BYTES : Key.OTHER;
            case 7 -> is("packets", start) ? Key.PACKETS : Key.OTHER;
            case 9 -> is("orig-zone", start) || is("zone-orig", start) ? Key.ZONE : Key.OTHER;
            default -> Key.OTHER;
        };
    }

    private boolean is(String key, int start) {
        return text.startsWith(key, start);
    }

    private long number(int from, int to, long most) {
        if (from >= to || to - from > 19) {
            broken = true;
            return 0;
        }
        if (to - from > 10) {
            long value = Numbers.decimal(text, from, to).orElse(-1);
            broken |= value < 0 || value > most;
            return value;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                broken = true;
                return 0;
            }
            value = value * 10 + digit;
        }
        broken |= value > most;
        return value;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** TCP and SCTP states are few, and equal ones stand together more often than not. */
    private String state(int start, int end) {
        if (lastState.length() != end - start || !text.startsWith(lastState, start)) {
            String state = text.substring(start, end);
            lastState = states.size() < 100
                    ? states.computeIfAbsent(state, name -> name)
                    : states.getOrDefault(state, state);
        }
        return lastState;
    }

    /** The address, shared with the lines before when it is an IPv4 one. */
    private @Nullable Ip address(int from, int to) {
        long bits = Ip.v4Bits(text, from, to);
        if (bits < 0) {
            Optional<Ip> v6 = Ip.parse(text.substring(from, to));
            broken |= v6.isEmpty();
            return v6.orElse(null);
        }
        int slot = (int) (bits * 0x9E37_79B9L >>> 16) & SLOTS - 1;
        Ip seen = addresses[slot];
        if (seen == null || seen.lo() != bits) {
            seen = Ip.v4((int) bits);
            addresses[slot] = seen;
        }
        return seen;
    }
}

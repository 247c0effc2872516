package io.packetwalk.net;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address as two longs; parses strictly (no leading zeros, no short forms, no host names), because
 * {@code 010.1.1.1} must never silently become another address. Zones ({@code %eth0}) are not part of an address.
 *
 * @param hi upper 64 bits; 0 for IPv4
 * @param lo lower 64 bits; the 32-bit value for IPv4
 * @param v6 family; an IPv4-mapped IPv6 address stays IPv6 until {@link #unmapped}
 */
public record Ip(long hi, long lo, boolean v6) implements Comparable<Ip> {

    public static Ip v4(int bits) {
        return new Ip(0, bits & 0xffff_ffffL, false);
    }

    public static Ip v6(long hi, long lo) {
        return new Ip(hi, lo, true);
    }

    /** For literals in code and tests. @throws IllegalArgumentException when {@code text} is no address */
    public static Ip of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    public static Optional<Ip> parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    private static Optional<Ip> parse4(String text) {
        long bits = v4Bits(text, 0, text.length());
        return bits < 0 ? Optional.empty() : Optional.of(new Ip(0, bits, false));
    }

    /** The 32 bits of the IPv4 address that the part of {@code text} from {@code from} to before {@code to} is; -1 when it is none. */
    public static long v4Bits(String text, int from, int to) {
        long bits = 0;
        int octet = -1;
        int dots = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (octet < 0 || ++dots > 3) {
                    return -1;
                }
                bits = bits << 8 | octet;
                octet = -1;
            } else if (c >= '0' && c <= '9') {
                if (octet == 0) {
                    return -1;
                }
                octet = octet < 0 ? c - '0' : octet * 10 + c - '0';
                if (octet > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return octet < 0 || dots != 3 ? -1 : bits << 8 | octet;
    }

    private static Optional<Ip> parse6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        int[] head = groups(gap < 0 ? text : text.substring(0, gap));
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
        int count = head.length + tail.length;
        if (head.length > 0 && head[0] < 0 || tail.length > 0 && tail[0] < 0) {
            return Optional.empty();
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return Optional.empty();
        }
        long[] words = new long[2];
        for (int i = 0; i < head.length; i++) {
            words[i / 4] |= (long) head[i] << 48 - 16 * (i % 4);
        }
        for (int i = 0; i < tail.length; i++) {
            int at = 8 - tail.length + i;
            words[at / 4] |= (long) tail[i] << 48 - 16 * (at % 4);
        }
        return Optional.of(new Ip(words[0], words[1], true));
    }

    /** The 16-bit groups of a colon-separated part; {@code {-1}} when it is malformed. */
    private static int[] groups(String part) {
        if (part.isEmpty()) {
            return new int[0];
        }
        String[] words = part.split(":", -1);
        boolean dotted = words[words.length - 1].indexOf('.') >= 0;
        int[] groups = new int[words.length + (dotted ? 1 : 0)];
        int plain = dotted ? words.length - 1 : words.length;
        for (int i = 0; i < plain; i++) {
            if (words[i].isEmpty() || words[i].length() > 4) {
                return new int[] {-1};
            }
            int value = 0;
            for (int k = 0; k < words[i].length(); k++) {
                int digit = Character.digit(words[i].charAt(k), 16);
                if (digit < 0 || words[i].charAt(k) > 'f') {
                    return new int[] {-1};
                }
                value = value << 4 | digit;
            }
            groups[i] = value;
        }
        if (dotted) {
            String dots = words[words.length - 1];
            long bits = v4Bits(dots, 0, dots.length());
            if (bits < 0) {
                return new int[] {-1};
            }
            groups[plain] = (int) (bits >> 16);
            groups[plain + 1] = (int) (bits & 0xffff);
        }
        return groups;
    }

    /** Address width: 32 or 128. */
    public int bits() {
        return v6 ? 128 : 32;
    }

    /** {@code ::ffff:a.b.c.d} as IPv4 (RFC 4291 2.5.5.2), any other address as it is. */
    public Ip unmapped() {
        return v6 && hi == 0 && lo >>> 32 == 0xffffL ? new Ip(0, lo & 0xffff_ffffL, false) : this;
    }

    public boolean loopback() {
        return v6 ? hi == 0 && lo == 1 : lo >>> 24 == 127;
    }

    public boolean multicast() {
        return v6 ? hi >>> 56 == 0xff : lo >>> 28 == 0xe;
    }

    /** {@code 0.0.0.0} or {@code ::}. */
    public boolean unspecified() {
        return hi == 0 && lo == 0;
    }

    public boolean linkLocal() {
        return v6 ? hi >>> 54 == 0xfe80 >>> 6 : lo >>> 16 == 0xa9fe;
    }

    @Override
    public int compareTo(Ip other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int byHi = Long.compareUnsigned(hi, other.hi);
        return byHi != 0 ? byHi : Long.compareUnsigned(lo, other.lo);
    }

    /** Canonical text; IPv6 as in RFC 5952. */
    @Override
    public String toString() {
        if (!v6) {
            return (lo >>> 24) + "." + (lo >>> 16 & 255) + "." + (lo >>> 8 & 255) + "." + (lo & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? hi : lo) >>> 48 - 16 * (i % 4) & 0xffff);
        }
        int bestAt = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestAt = i;
                bestLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestAt) {
                out.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(groups[i]));
        }
        return out.toString();
    }
}

package io.packetwalk.net;

import java.util.Optional;

/**
 * A 48-bit link-layer address.
 *
 * @param bits the six octets, first octet highest
 */
public record Mac(long bits) {

    /** {@code aa:bb:cc:dd:ee:ff}, either case; empty otherwise. */
    public static Optional<Mac> parse(String text) {
        if (text.length() != 17) {
            return Optional.empty();
        }
        long bits = 0;
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != ':') {
                    return Optional.empty();
                }
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            bits = bits << 4 | digit;
        }
        return Optional.of(new Mac(bits));
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            String octet = Long.toHexString(bits >>> shift & 0xff);
            out.append(octet.length() == 1 ? "0" : "").append(octet).append(shift == 0 ? "" : ":");
        }
        return out.toString();
    }
}

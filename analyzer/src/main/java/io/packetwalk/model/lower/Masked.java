package io.packetwalk.model.lower;

import java.util.Optional;

/**
 * {@code value/mask} as mark options write it, decimal, hexadecimal or octal (strtoul base 0).
 *
 * @param value value
 * @param mask mask, all ones when not written
 */
record Masked(long value, long mask) {

    static final long ALL = 0xffff_ffffL;

    static Optional<Masked> parse(String text) {
        String[] parts = text.split("/", 2);
        Optional<Long> value = number(parts[0]);
        Optional<Long> mask = parts.length == 2 ? number(parts[1]) : Optional.of(ALL);
        return value.flatMap(v -> mask.map(m -> new Masked(v, m)));
    }

    static Optional<Long> number(String text) {
        try {
            long value = Long.decode(text);
            return value < 0 || value > ALL ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException _e) {
            return Optional.empty();
        }
    }
}

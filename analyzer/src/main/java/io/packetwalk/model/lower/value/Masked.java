package io.packetwalk.model.lower.value;

import java.util.Optional;

/**
 * {@code value/mask} as mark options write it, decimal, hexadecimal or octal (strtoul base 0).
 *
 * @param value value
 * @param mask mask, all ones when not written
 */
public record Masked(long value, long mask) {

    /** All 32 bits. */
    public static final long ALL = 0xffff_ffffL;

    /** {@code value} or {@code value/mask}; empty when either is no number of 32 bits. */
    public static Optional<Masked> parse(String text) {
        String[] parts = text.split("/", 2);
        Optional<Long> value = number(parts[0]);
        Optional<Long> mask = parts.length == 2 ? number(parts[1]) : Optional.of(ALL);
        return value.flatMap(v -> mask.map(m -> new Masked(v, m)));
    }

    /** A number of 32 bits, decimal, hexadecimal or octal. */
    public static Optional<Long> number(String text) {
        try {
            long value = Long.decode(text);
            return value < 0 || value > ALL ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException _e) {
            return Optional.empty();
        }
    }
}

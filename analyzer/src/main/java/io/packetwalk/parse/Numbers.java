package io.packetwalk.parse;

import java.util.OptionalLong;

/** Numbers as tools print them, read without exceptions. */
public final class Numbers {

    private Numbers() {}

    /** An optionally signed decimal number of at most 18 digits; empty otherwise. */
    public static OptionalLong decimal(String text) {
        return decimal(text, 0, text.length());
    }

    /** The same for the part of {@code text} from {@code from} to before {@code to}. */
    public static OptionalLong decimal(String text, int from, int to) {
        boolean minus = from < to && text.charAt(from) == '-';
        int at = minus ? from + 1 : from;
        if (at >= to || to - at > 18) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalLong.of(minus ? -value : value);
    }

    /** The same, {@code absent} when the text is no number. */
    public static long decimal(String text, long absent) {
        return decimal(text).orElse(absent);
    }

    /** A decimal number that fits an int; {@code absent} otherwise. */
    public static int decimal(String text, int absent) {
        long value = decimal(text).orElse(absent);
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? absent : (int) value;
    }

    /** {@code 0x}-prefixed hexadecimal or decimal, up to 32 bits; empty otherwise. */
    public static OptionalLong mark(String text) {
        OptionalLong value = text.startsWith("0x") ? hex(text.substring(2)) : decimal(text);
        return value.isPresent() && value.getAsLong() >>> 32 == 0 ? value : OptionalLong.empty();
    }

    /** Bare hexadecimal digits, at most 15; empty otherwise. */
    public static OptionalLong hex(String text) {
        if (text.isEmpty() || text.length() > 15) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return OptionalLong.empty();
            }
            value = value << 4 | digit;
        }
        return OptionalLong.of(value);
    }

    /** True for one or more decimal digits and nothing else. */
    public static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

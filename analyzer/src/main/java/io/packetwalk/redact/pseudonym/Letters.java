package io.packetwalk.redact.pseudonym;

/** Which characters make words and numbers, in ASCII: whatever else stands in a text separates them. */
public final class Letters {
    private Letters() {}

    public static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A hexadecimal digit of either case. */
    public static boolean hex(char c) {
        return digit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    /** A letter or a digit. */
    public static boolean wordy(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || digit(c);
    }
}

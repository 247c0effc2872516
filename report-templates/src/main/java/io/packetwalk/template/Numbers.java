package io.packetwalk.template;

import java.util.Locale;

/** Numbers as the page writes them. */
public final class Numbers {
    private Numbers() {}

    /** {@code 14945} as {@code 14,945}: a reader takes in a number of groups at once. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

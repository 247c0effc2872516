package io.packetwalk.check.link;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long ago a WireGuard handshake was: {@code 1 minute, 32 seconds ago} (wireguard-tools, show.c, {@code ago}). */
final class HandshakeAge {

    private static final Pattern PART = Pattern.compile("(\\d{1,9}) (second|minute|hour|day|year)s?");
    private static final List<String> UNITS = List.of("second", "minute", "hour", "day", "year");
    private static final long[] SECONDS = {1, 60, 3_600, 86_400, 31_536_000};

    private HandshakeAge() {}

    /** In seconds; empty when the text says no age. */
    static OptionalLong seconds(String text) {
        if (text.equals("Now")) {
            return OptionalLong.of(0);
        }
        Matcher part = PART.matcher(text);
        long sum = 0;
        boolean any = false;
        while (part.find()) {
            sum += Long.parseLong(part.group(1)) * SECONDS[UNITS.indexOf(part.group(2))];
            any = true;
        }
        return any ? OptionalLong.of(sum) : OptionalLong.empty();
    }
}

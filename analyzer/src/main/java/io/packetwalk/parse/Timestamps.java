package io.packetwalk.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** RFC 3339 times at the start of log lines, read without a formatter because logs have millions of them. */
public final class Timestamps {

    private static final int SECONDS_END = 19;

    private Timestamps() {}

    /**
     * The time that {@code line} starts with: {@code 2026-11-21T00:53:17.557032429Z}, or with an offset ({@code +00:00},
     * {@code +0000}), or a comma before the fraction. A time without a zone is no instant: empty.
     */
    public static Optional<Instant> parse(String line) {
        if (line.length() < SECONDS_END + 1
                || line.charAt(4) != '-'
                || line.charAt(10) != 'T'
                || line.charAt(13) != ':') {
            return Optional.empty();
        }
        int at = SECONDS_END;
        int nanos = 0;
        if (line.charAt(at) == '.' || line.charAt(at) == ',') {
            int scale = 100_000_000;
            for (at++; at < line.length() && digit(line.charAt(at)); at++) {
                nanos += (line.charAt(at) - '0') * scale;
                scale /= 10;
            }
        }
        Optional<Integer> offset = offset(line, at);
        int year = number(line, 0, 4);
        int month = number(line, 5, 7);
        int day = number(line, 8, 10);
        int hour = number(line, 11, 13);
        int minute = number(line, 14, 16);
        int second = number(line, 17, 19);
        if (offset.isEmpty() || (year | month | day | hour | minute | second) < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(year, month, day, hour, minute, second, nanos)
                    .toInstant(ZoneOffset.ofTotalSeconds(offset.get())));
        } catch (DateTimeException _e) {
            return Optional.empty();
        }
    }

    /** Seconds east of UTC of {@code Z}, {@code +hh:mm} or {@code +hhmm}. */
    private static Optional<Integer> offset(String line, int at) {
        if (at >= line.length()) {
            return Optional.empty();
        }
        char sign = line.charAt(at);
        if (sign == 'Z') {
            return Optional.of(0);
        }
        int minutes = at + 3 < line.length() && line.charAt(at + 3) == ':' ? at + 4 : at + 3;
        if (sign != '+' && sign != '-' || minutes + 2 > line.length()) {
            return Optional.empty();
        }
        int hour = number(line, at + 1, at + 3);
        int minute = number(line, minutes, minutes + 2);
        if (hour < 0 || hour > 18 || minute < 0 || minute > 59) {
            return Optional.empty();
        }
        int seconds = hour * 3600 + minute * 60;
        return Optional.of(sign == '-' ? -seconds : seconds);
    }

    private static int number(String line, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!digit(line.charAt(i))) {
                return -1;
            }
            value = value * 10 + line.charAt(i) - '0';
        }
        return value;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}

package io.packetwalk.report.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in a filter, in UTC as everything the report shows.
 *
 * @param day a time of any day, else one instant
 * @param micros microseconds since midnight, or since 1970
 */
record Moment(boolean day, long micros) {
    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;
    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{4}-\\d{2}-\\d{2})[Tt])?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?[Zz]?");

    /** {@code 10:03}, {@code 10:03:05.5} or an RFC 3339 time in UTC. */
    static Optional<Moment> parse(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long hour = Long.parseLong(parts.group(2));
        long minute = Long.parseLong(parts.group(3));
        long second = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4));
        if (hour > 23 || minute > 59 || second > 59) {
            return Optional.empty();
        }
        String fraction = (parts.group(5) == null ? "" : parts.group(5)) + "000000";
        long micros = ((hour * 60 + minute) * 60 + second) * SECOND + Long.parseLong(fraction.substring(0, 6));
        if (parts.group(1) == null) {
            return Optional.of(new Moment(true, micros));
        }
        try {
            long midnight = LocalDate.parse(parts.group(1)).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
            return Optional.of(new Moment(false, midnight * SECOND + micros));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What {@link #micros} is to be compared with. */
    long of(Instant instant) {
        long since = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        return day ? Math.floorMod(since, DAY) : since;
    }
}

package io.packetwalk.report.filter;

import io.packetwalk.report.FlowRow;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bound of goodput in a filter. A flow is as fast as its faster way; one whose goodput is not known is neither slow nor fast.
 *
 * @param below whether it has to be less
 * @param bytes bytes a second
 */
record Rate(boolean below, long bytes) implements Predicate<FlowRow.@Nullable Pair> {
    private static final Pattern RATE = Pattern.compile("([<>])(\\d{1,12})([kmg]?)");

    /** {@code <100k} or {@code >2m}: more or less than so many bytes a second, in thousands, millions or milliards. */
    static Optional<Rate> parse(String text) {
        Matcher parts = RATE.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        long unit = switch (parts.group(3)) {
            case "k" -> 1_000;
            case "m" -> 1_000_000;
            case "g" -> 1_000_000_000;
            default -> 1;
        };
        return Optional.of(new Rate(parts.group(1).equals("<"), Long.parseLong(parts.group(2)) * unit));
    }

    @Override
    public boolean test(FlowRow.@Nullable Pair goodput) {
        return goodput != null && (below ? goodput.larger() < bytes : goodput.larger() > bytes);
    }
}

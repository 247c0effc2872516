package io.packetwalk.evidence;

/**
 * How well one artifact was read: every line ends in exactly one of five states.
 *
 * @param artifact path relative to the bundle's root
 * @param format id of the format it was read as, {@code unknown} when none claimed it
 * @param lines lines (text) or packets (captures) seen; the sum of the other five
 * @param modelled became a fact
 * @param ignored irrelevant by design: blank lines, comments, headers
 * @param unmodelled understood as syntax, but its meaning is not evaluated
 * @param unrecognised not of this format
 * @param malformed of this format, but broken
 */
public record Coverage(
        String artifact,
        String format,
        long lines,
        long modelled,
        long ignored,
        long unmodelled,
        long unrecognised,
        long malformed) {

    public Coverage {
        if (lines != modelled + ignored + unmodelled + unrecognised + malformed) {
            throw new IllegalArgumentException("states of " + artifact + " do not add up to its " + lines + " lines");
        }
    }
}

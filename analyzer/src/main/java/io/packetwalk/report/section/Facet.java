package io.packetwalk.report.section;

import java.util.List;

/**
 * Conversations counted by one property, exactly, whatever the number of rows shown.
 *
 * @param key key of the filter language
 * @param values the commonest values with their count
 */
public record Facet(String key, List<Count> values) {

    /** A value and how many flows have it. */
    public record Count(String value, int count) {}
}

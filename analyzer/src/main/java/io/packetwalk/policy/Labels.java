package io.packetwalk.policy;

import io.packetwalk.evidence.Ternary;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of something, and whether they are all of them: a namespace that only its pods name has labels that nobody dumped.
 *
 * @param known labels by key
 * @param complete false when there may be more
 */
public record Labels(Map<String, String> known, boolean complete) {

    public static Labels of(Map<String, String> labels) {
        return new Labels(labels, true);
    }

    /** The same with one label set. */
    public Labels with(String key, String value) {
        Map<String, String> more = new TreeMap<>(known);
        more.put(key, value);
        return new Labels(Map.copyOf(more), complete);
    }

    /** Its value, empty when it is not there or not known. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Whether the key is there. */
    public Ternary has(String key) {
        return known.containsKey(key) ? Ternary.YES : complete ? Ternary.NO : Ternary.UNKNOWN;
    }
}

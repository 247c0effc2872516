package io.packetwalk.report;

import io.packetwalk.evidence.Source;
import java.util.Map;
import java.util.SortedSet;

/** Reads cited places back from the bundle, all in one pass over it. */
@FunctionalInterface
public interface Excerpts {

    /** A bundle that is no longer at hand. */
    Excerpts NONE = (places, context) -> Map.of();

    /**
     * The lines at and around each place.
     *
     * @param places cited places
     * @param context lines before and after
     * @return an excerpt for each place that could be read; the text is as captured, not yet neutralised
     */
    Map<Source, Excerpt> around(SortedSet<Source> places, int context);
}

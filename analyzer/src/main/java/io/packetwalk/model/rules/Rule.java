package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One rule.
 *
 * @param source where it stands
 * @param conds all must hold
 * @param action what happens then
 * @param counters packets that met it, when dumped
 * @param text as dumped
 * @param also more places that say it, such as the element of a map
 */
public record Rule(
        Source source, List<Cond> conds, Action action, Optional<Counters> counters, String text, List<Source> also) {
    public Rule {
        conds = List.copyOf(conds);
        also = List.copyOf(also);
    }

    public Rule(Source source, List<Cond> conds, Action action, Optional<Counters> counters, String text) {
        this(source, conds, action, counters, text, List.of());
    }

    /** The same rule doing something else without further conditions; {@code also} says so, too. */
    public Rule does(Action other, List<Source> places) {
        return new Rule(source, List.of(), other, counters, text, places);
    }

    /** Everything to cite. */
    public List<Source> sources() {
        return also.isEmpty()
                ? List.of(source)
                : Stream.concat(Stream.of(source), also.stream()).toList();
    }
}

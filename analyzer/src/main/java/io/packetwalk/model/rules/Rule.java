package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import java.util.List;
import java.util.Optional;

/**
 * One rule.
 *
 * @param source where it stands
 * @param conds all must hold
 * @param action what happens then
 * @param counters packets that met it, when dumped
 * @param text as dumped
 */
public record Rule(Source source, List<Cond> conds, Action action, Optional<Counters> counters, String text) {
    public Rule {
        conds = List.copyOf(conds);
    }
}

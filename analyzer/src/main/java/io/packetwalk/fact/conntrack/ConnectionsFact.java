package io.packetwalk.fact.conntrack;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * The table of tracked flows. A busy node has a million, so each entry is put together when it is asked for; who asks twice gets two equal ones.
 *
 * @param source the table
 * @param entries its entries, in file order
 */
public record ConnectionsFact(Source source, List<ConntrackFact> entries) implements Fact {

    @Override
    public List<ConntrackFact> parts() {
        return entries;
    }
}

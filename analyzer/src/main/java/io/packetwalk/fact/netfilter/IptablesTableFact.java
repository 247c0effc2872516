package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.table.Joined;
import java.util.List;

/**
 * All that stands in one iptables table.
 *
 * @param source where the table begins
 * @param content its chains and rules
 */
public record IptablesTableFact(Source source, IptablesTable content) implements Fact {

    @Override
    public List<Fact> parts() {
        return new Joined<>(List.of(content.chains(), content.rules()));
    }
}

package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.table.Joined;
import java.util.List;

/**
 * The chains and rules of one nft table.
 *
 * @param source where the table begins
 * @param content its chains and rules
 */
public record NftTableContentFact(Source source, NftTable content) implements Fact {

    @Override
    public List<Fact> parts() {
        return new Joined<>(List.of(content.chains(), content.rules()));
    }
}

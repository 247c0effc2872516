package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A rule of an nft chain.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param chain chain
 * @param statements from left to right
 * @param text the rule as nft prints it, without its handle
 */
public record NftRuleFact(
        Source source, String family, String table, String chain, List<NftStatement> statements, String text)
        implements Fact {}

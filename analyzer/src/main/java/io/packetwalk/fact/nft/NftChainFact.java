package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * A chain of an nft table; a base chain has a {@link NftBaseChainFact} as well.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param name chain
 */
public record NftChainFact(Source source, String family, String table, String name) implements Fact {}

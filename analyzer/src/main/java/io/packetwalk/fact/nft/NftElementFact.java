package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * An element of a named set or map.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param set the set
 * @param element key and data
 */
public record NftElementFact(Source source, String family, String table, String set, NftExpr.Element element)
        implements Fact {}

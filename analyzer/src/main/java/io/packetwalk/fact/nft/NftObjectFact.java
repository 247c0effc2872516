package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * A stateful object, a flowtable, or a flag of a table.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param kind {@code counter}, {@code quota}, {@code limit}, {@code ct helper}, {@code flowtable}, {@code table flag}, {@code metainfo}, ...
 * @param name its name; for a table flag, the flag ({@code dormant}: the kernel enters none of its chains); for metainfo, the release of nft
 */
public record NftObjectFact(Source source, String family, String table, String kind, String name) implements Fact {}

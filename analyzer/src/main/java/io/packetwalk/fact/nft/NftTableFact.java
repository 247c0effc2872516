package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * A table of {@code nft list ruleset}.
 *
 * @param source its line
 * @param family {@code ip}, {@code ip6}, {@code inet}, {@code bridge}, {@code netdev}, {@code arp}
 * @param name table
 */
public record NftTableFact(Source source, String family, String name) implements Fact {}

package io.packetwalk.model;

import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import java.util.List;

/**
 * What stands in the nft tables of one network namespace, in file order.
 *
 * @param chains chains
 * @param baseChains where the kernel enters them
 * @param rules rules
 * @param sets sets and maps
 * @param elements their elements
 * @param objects stateful objects, flowtables and table flags
 */
public record NftRules(
        List<NftChainFact> chains,
        List<NftBaseChainFact> baseChains,
        List<NftRuleFact> rules,
        List<NftSetFact> sets,
        List<NftElementFact> elements,
        List<NftObjectFact> objects) {

    public static final NftRules NONE = new NftRules(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
}

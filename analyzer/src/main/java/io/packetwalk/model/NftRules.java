package io.packetwalk.model;

import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.fact.table.Joined;
import java.util.List;

/**
 * What stands in the nft tables of one network namespace, in file order.
 *
 * @param tables chains and rules by table
 * @param baseChains where the kernel enters them
 * @param sets sets and maps
 * @param elements their elements
 * @param objects stateful objects, flowtables and table flags
 */
public record NftRules(
        List<NftTable> tables,
        List<NftBaseChainFact> baseChains,
        List<NftSetFact> sets,
        List<NftElementFact> elements,
        List<NftObjectFact> objects) {

    public static final NftRules NONE = new NftRules(List.of(), List.of(), List.of(), List.of(), List.of());

    /** All chains that are declared. */
    public List<NftChainFact> chains() {
        return new Joined<>(tables.stream().map(NftTable::chains).toList());
    }

    /** All rules, table by table, each put together when it is looked at. */
    public List<NftRuleFact> rules() {
        return new Joined<>(tables.stream().map(NftTable::rules).toList());
    }
}

package io.packetwalk.model;

import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.nft.NftTableFact;
import java.util.List;

/**
 * The packet rules of one network namespace, as the dumps have them; {@code model.lower} gives them their meaning.
 *
 * @param tables iptables tables
 * @param chains iptables chains
 * @param rules iptables rules in file order
 * @param sets ipsets
 * @param members ipset members
 * @param ipvs virtual servers
 * @param nftTables tables of the nft dump, those behind iptables-nft included
 * @param nft all that stands in them
 */
public record Ruleset(
        List<TableFact> tables,
        List<ChainFact> chains,
        List<IptablesRuleFact> rules,
        List<SetFact> sets,
        List<SetMemberFact> members,
        Ipvs ipvs,
        List<NftTableFact> nftTables,
        NftRules nft) {

    public static final Ruleset NONE =
            new Ruleset(List.of(), List.of(), List.of(), List.of(), List.of(), Ipvs.NONE, List.of(), NftRules.NONE);
}

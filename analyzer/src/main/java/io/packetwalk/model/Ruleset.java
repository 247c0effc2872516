package io.packetwalk.model;

import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.nft.NftTableFact;
import io.packetwalk.fact.table.Joined;
import java.util.List;

/**
 * The packet rules of one network namespace, as the dumps have them; {@code model.lower} gives them their meaning.
 *
 * @param tables iptables tables
 * @param iptables what stands in them
 * @param sets ipsets
 * @param members ipset members
 * @param recent lists of xt_recent
 * @param ipvs virtual servers
 * @param nftTables tables of the nft dump, those behind iptables-nft included
 * @param nft all that stands in them
 */
public record Ruleset(
        List<TableFact> tables,
        List<IptablesTable> iptables,
        List<SetFact> sets,
        List<SetMemberFact> members,
        RecentMemory recent,
        Ipvs ipvs,
        List<NftTableFact> nftTables,
        NftRules nft) {

    public static final Ruleset NONE = new Ruleset(
            List.of(), List.of(), List.of(), List.of(), RecentMemory.NONE, Ipvs.NONE, List.of(), NftRules.NONE);

    /** All iptables chains that are declared. */
    public List<ChainFact> chains() {
        return new Joined<>(iptables.stream().map(IptablesTable::chains).toList());
    }

    /** All iptables rules, table by table, each put together when it is looked at. */
    public List<IptablesRuleFact> rules() {
        return new Joined<>(iptables.stream().map(IptablesTable::rules).toList());
    }
}

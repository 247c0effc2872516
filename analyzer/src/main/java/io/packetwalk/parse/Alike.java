package io.packetwalk.parse;

import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules of one node that those of the others are like: kube-proxy writes nearly the same half a million on each. What a dump has in common with the one kept here
 * is compared, not read, and kept once. What is read does not depend on it, so it does not matter which dump came first.
 */
public final class Alike {

    private final Map<List<String>, IptablesTable> iptables = new ConcurrentHashMap<>();
    private final Map<List<String>, NftTable> nft = new ConcurrentHashMap<>();
    private final Map<Digest, NftRuleFact> rules = new ConcurrentHashMap<>();
    private final Map<NftExpr.Element, NftExpr.Element> elements = new ConcurrentHashMap<>();

    /** The first 128 bits of a hash that nobody can aim at: whoever wrote one rule of a bundle should not choose what another one says. */
    public record Digest(long high, long low) {}

    /** An empty table for the rules of {@code artifact}. To be {@link #told}. */
    public IptablesTable table(
            String artifact, String family, Backend backend, String name, IptablesTable.Reader reader) {
        IptablesTable known = iptables.get(List.of(family, name));
        return known == null
                ? new IptablesTable(artifact, family, backend, name, reader)
                : known.like(artifact, backend);
    }

    /** All of a table is told. */
    public void told(IptablesTable table) {
        table.close();
        if (table.independent() && table.readable()) {
            iptables.merge(
                    List.of(table.family(), table.name()),
                    table,
                    (known, other) -> other.size() > known.size() ? other : known);
        }
    }

    /** An empty table for the rules of {@code artifact}. To be {@link #told}. */
    public NftTable table(String artifact, String family, String name, NftTable.Reader reader) {
        NftTable known = nft.get(List.of(family, name));
        return known == null ? new NftTable(artifact, family, name, reader) : known.like(artifact);
    }

    /** All of a table is told. */
    public void told(NftTable table) {
        table.close();
        if (table.independent()) {
            nft.merge(
                    List.of(table.family(), table.name()),
                    table,
                    (known, other) -> other.size() > known.size() ? other : known);
        }
    }

    /** The rules of JSON lists by their elements. */
    public Map<Digest, NftRuleFact> rules() {
        return rules;
    }

    /** An element of a set that equals this one: the first that was met. */
    public NftExpr.Element element(NftExpr.Element read) {
        NftExpr.Element known = elements.putIfAbsent(read, read);
        return known == null ? read : known;
    }
}

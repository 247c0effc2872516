package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.table.Chapters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chains and rules of one nft table as they stand in one artifact. Like those of iptables they are many: rules are put together when they are asked for. */
public final class NftTable {

    private final String family;
    private final String name;
    private final Reader reader;

    /** Rules by chain; a head is the line of the chain. */
    private final Chapters<Long> lines;

    private final Map<Integer, NftRuleFact> made = new HashMap<>();

    /** Reads a rule. */
    public interface Reader {
        /** For a table whose rules are all made. */
        Reader NONE = (table, source, chain, text) ->
                new NftRuleFact(source, table.family(), table.name(), chain, List.of(), text);

        /** The rule of a table that stands at {@code source} and says {@code text}. */
        NftRuleFact rule(NftTable table, Source source, String chain, String text);
    }

    /**
     * An empty table.
     *
     * @param artifact where it stands
     * @param family table family
     * @param name table
     * @param reader reads its rules
     */
    public NftTable(String artifact, String family, String name, Reader reader) {
        this.lines = new Chapters<>(artifact);
        this.family = family;
        this.name = name;
        this.reader = reader;
    }

    public void chain(long line, String chain) {
        lines.head(chain, line);
    }

    /** Appends a rule to its chain. */
    public void rule(long line, String chain, String text) {
        lines.add(chain, line, line, text);
    }

    /** Appends a rule that its text alone does not tell. */
    public void rule(NftRuleFact rule) {
        made.put(lines.size(), rule);
        lines.add(rule.chain(), rule.source().from(), rule.source().to(), rule.text());
    }

    public String family() {
        return family;
    }

    public String name() {
        return name;
    }

    /** Names of all chains, those that are not declared among them. */
    public Set<String> names() {
        return lines.names();
    }

    /** Declared chains in file order. */
    public List<NftChainFact> chains() {
        return lines.names().stream().flatMap(chain -> chain(chain).stream()).toList();
    }

    public Optional<NftChainFact> chain(String chain) {
        return lines.head(chain)
                .map(line -> new NftChainFact(Source.line(lines.artifact(), line), family, name, chain));
    }

    /** All rules in file order. */
    public List<NftRuleFact> rules() {
        return lines.all(this::rule);
    }

    /** The rules of one chain in order. */
    public List<NftRuleFact> rules(String chain) {
        return lines.all(chain, this::rule);
    }

    /** True when no chain has a rule. */
    public boolean idle() {
        return lines.size() == 0;
    }

    private NftRuleFact rule(int row) {
        NftRuleFact known = made.get(row);
        return known != null ? known : reader.rule(this, lines.source(row), lines.name(row), lines.text(row));
    }

    /** Equal when they say the same in the same places, whoever reads it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NftTable that
                && family.equals(that.family)
                && name.equals(that.name)
                && chains().equals(that.chains())
                && rules().equals(that.rules());
    }

    @Override
    public int hashCode() {
        return Objects.hash(family, name, names());
    }
}

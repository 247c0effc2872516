package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.fact.table.Chapters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chains and rules of one table as they stand in one artifact. A large node has half a million rules and 100,000 chains, of which a packet meets ten: rules
 * are kept as text, found by chain, and put together when they are asked for.
 */
public final class IptablesTable {

    private final String family;
    private final Backend backend;
    private final String name;
    private final Reader reader;

    /** Rules by chain. */
    private final Chapters<Declared> lines;

    private int whole;

    /** Reads a rule as it was saved. */
    public interface Reader {
        /** The rule of a table that stands at {@code source} and says {@code saved}. */
        IptablesRuleFact rule(IptablesTable table, Source source, String chain, String saved);
    }

    private record Declared(long line, String policy, Counters counters) {}

    /**
     * An empty table.
     *
     * @param artifact where it stands
     * @param family {@code ip} or {@code ip6}
     * @param backend who holds the rules
     * @param name table
     * @param reader reads its rules
     */
    public IptablesTable(String artifact, String family, Backend backend, String name, Reader reader) {
        this.lines = new Chapters<>(artifact);
        this.family = family;
        this.backend = backend;
        this.name = name;
        this.reader = reader;
    }

    /** Declares a chain; the last declaration counts. */
    public void chain(long line, String chain, String policy, Counters counters) {
        lines.head(chain, new Declared(line, policy, counters));
    }

    /**
     * Appends a rule to its chain.
     *
     * @param saved {@code -A CHAIN ...}, before it {@code [packets:bytes]} where they were saved
     */
    public void rule(long line, String chain, String saved) {
        lines.add(chain, line, line, saved);
    }

    /** The rule that was appended last can be read to its end. */
    public void whole() {
        whole++;
    }

    /** True when every rule can be read to its end: then what an option says holds of its whole rule. */
    public boolean readable() {
        return whole == lines.size();
    }

    public String family() {
        return family;
    }

    public Backend backend() {
        return backend;
    }

    public String name() {
        return name;
    }

    /** Names of all chains, those that are not declared among them. */
    public Set<String> names() {
        return lines.names();
    }

    /** Declared chains in file order. */
    public List<ChainFact> chains() {
        return lines.names().stream().flatMap(chain -> chain(chain).stream()).toList();
    }

    public Optional<ChainFact> chain(String chain) {
        return lines.head(chain)
                .map(said -> new ChainFact(
                        Source.line(lines.artifact(), said.line),
                        family,
                        backend,
                        name,
                        chain,
                        said.policy,
                        said.counters));
    }

    /** All rules in file order. */
    public List<IptablesRuleFact> rules() {
        return lines.all(this::rule);
    }

    /** The rules of one chain in order. */
    public List<IptablesRuleFact> rules(String chain) {
        return lines.all(chain, this::rule);
    }

    private IptablesRuleFact rule(int row) {
        return reader.rule(this, lines.source(row), lines.name(row), lines.text(row));
    }

    /** Equal when they say the same in the same places, whoever reads it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IptablesTable that
                && family.equals(that.family)
                && backend == that.backend
                && name.equals(that.name)
                && chains().equals(that.chains())
                && rules().equals(that.rules());
    }

    @Override
    public int hashCode() {
        return Objects.hash(family, name, names());
    }
}

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
    private Chapters<Declared> lines;

    /** Counters of the rules that were saved with some: those that are not zero. */
    private final RowCounters counters = new RowCounters();

    private int whole;

    /** Reads a rule as it was saved. */
    public interface Reader {
        /** The rule of a table that stands at {@code source} and says {@code text}, which is its line without counters. */
        IptablesRuleFact rule(
                IptablesTable table, Source source, String chain, Optional<Counters> counters, String text);
    }

    private record Declared(String policy, Counters counters) {
        /** Of a chain that no hook calls: it has no policy, so nothing is counted. Nearly all chains are such. */
        private static final Declared USER = new Declared("-", new Counters(0, 0));
    }

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
        this(new Chapters<>(artifact), family, backend, name, reader);
    }

    private IptablesTable(Chapters<Declared> lines, String family, Backend backend, String name, Reader reader) {
        this.lines = lines;
        this.family = family;
        this.backend = backend;
        this.name = name;
        this.reader = reader;
    }

    /** Declares a chain; the last declaration counts. */
    public void chain(long line, String chain, String policy, Counters counters) {
        Declared said = new Declared(policy, counters);
        lines.head(chain, line, said.equals(Declared.USER) ? Declared.USER : said);
    }

    /** The same for a chain that no hook calls, when the other table goes on with one whose name is these bytes; false when it does not. */
    public boolean sameChain(long line, byte[] bytes, int from, int to) {
        int head = lines.sameHead(bytes, from, to);
        boolean same = head != Chapters.NONE && lines.saidThere(head).equals(Declared.USER);
        if (same) {
            lines.takeHead(head, line);
        }
        return same;
    }

    /**
     * Appends a rule to its chain.
     *
     * @param counted its counters, where they were saved
     * @param text {@code -A CHAIN ...}
     */
    public void rule(long line, String chain, Optional<Counters> counted, String text) {
        counters.add(lines.size(), counted);
        lines.add(chain, line, text);
    }

    /** The row of the other table that is one of the next rules, says this, and can be read to its end; {@link Chapters#NONE} when there is none. */
    public int same(byte[] bytes, int from, int to) {
        return lines.same(bytes, from, to);
    }

    /** Appends a rule that is the {@link #same}. */
    public void sameRule(long line, int row, Optional<Counters> counted) {
        counters.add(lines.size(), counted);
        lines.take(row, line);
        whole();
    }

    /** The rule that was appended last can be read to its end. */
    public void whole() {
        whole++;
    }

    /** True when every rule can be read to its end: then what an option says holds of its whole rule. */
    public boolean readable() {
        return whole == lines.size();
    }

    /** An empty table of another artifact that will be told nearly the same. Needs one that is {@link #readable}; to be {@link #close}d when all is told. */
    public IptablesTable like(String artifact, Backend theirs) {
        return new IptablesTable(lines.like(artifact), family, theirs, name, reader);
    }

    /** All is told. */
    public void close() {
        lines = lines.closed();
    }

    /** True when nothing of it is kept in another table. */
    public boolean independent() {
        return lines.independent();
    }

    /** Number of rules. */
    public int size() {
        return lines.size();
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
        return lines.declarations(this::fact);
    }

    public Optional<ChainFact> chain(String chain) {
        return lines.head(chain, this::fact);
    }

    private ChainFact fact(String chain, Source source, Declared said) {
        return new ChainFact(source, family, backend, name, chain, said.policy, said.counters);
    }

    /** Whether some rule holds these words as it was saved, which are ASCII. */
    public boolean says(String words) {
        return lines.says(words);
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
        return reader.rule(this, lines.source(row), lines.name(row), counters.get(row), lines.text(row));
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

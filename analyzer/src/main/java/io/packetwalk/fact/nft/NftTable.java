package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.table.Chapters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chains and rules of one nft table as they stand in one artifact. Like those of iptables they are many: rules are put together when they are asked for. */
public final class NftTable {

    /** The one of another artifact this one is like. */
    private final @Nullable NftTable other;

    private final String family;
    private final String name;
    private final Reader reader;

    /** Rules by chain; a head says nothing but that the chain is there. */
    private Chapters<Boolean> lines;

    /** Rules some of whose statements cannot be read. */
    private final BitSet odd = new BitSet();

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
        this(null, new Chapters<>(artifact), family, name, reader);
    }

    private NftTable(@Nullable NftTable other, Chapters<Boolean> lines, String family, String name, Reader reader) {
        this.other = other;
        this.lines = lines;
        this.family = family;
        this.name = name;
        this.reader = reader;
    }

    public void chain(long line, String chain) {
        lines.head(chain, line, true);
    }

    /** The same when the other table goes on with a chain whose name is these bytes: gives that name. */
    public Optional<String> sameChain(long line, byte[] bytes, int from, int to) {
        int head = lines.sameHead(bytes, from, to);
        if (head == Chapters.NONE) {
            return Optional.empty();
        }
        lines.takeHead(head, line);
        return Optional.of(lines.nameThere(head));
    }

    /** Appends a rule to its chain. */
    public void rule(long line, String chain, String text) {
        lines.add(chain, line, text);
    }

    /** The row of the other table that is one of the next rules, is of this chain and says this; {@link Chapters#NONE} when there is none. */
    public int same(String chain, byte[] bytes, int from, int to) {
        NftTable there = other;
        if (there == null) {
            return Chapters.NONE;
        }
        int row = lines.same(bytes, from, to);
        boolean same = row != Chapters.NONE
                && !there.made.containsKey(row)
                && lines.chapterThere(row).equals(chain);
        return same ? row : Chapters.NONE;
    }

    /** Appends a rule that is the {@link #same}; true when each of its statements can be read. */
    public boolean sameRule(long line, int row) {
        boolean whole = other != null && !other.odd.get(row);
        lines.take(row, line);
        if (!whole) {
            odd();
        }
        return whole;
    }

    /** Some statement of the rule that was appended last cannot be read. */
    public void odd() {
        odd.set(lines.size() - 1);
    }

    /** An empty table of another artifact that will be told nearly the same; to be {@link #close}d when all is told. */
    public NftTable like(String artifact) {
        return new NftTable(this, lines.like(artifact), family, name, reader);
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

    /** Appends a rule that its text alone does not tell. */
    public void rule(NftRuleFact rule) {
        made.put(lines.size(), rule);
        lines.add(rule.chain(), rule.source().from(), rule.text());
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
        return lines.declarations(this::fact);
    }

    public Optional<NftChainFact> chain(String chain) {
        return lines.head(chain, this::fact);
    }

    private NftChainFact fact(String chain, Source source, boolean declared) {
        return new NftChainFact(source, family, name, chain);
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

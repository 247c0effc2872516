package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.fact.table.Texts;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chains and rules of one table as they stand in one artifact. A large node has half a million rules and 100,000 chains, of which a packet meets ten: rules
 * are kept as text, found by chain, and put together when they are asked for; who asks twice gets two equal ones.
 */
public final class IptablesTable {

    private static final int NONE = -1;

    private final String artifact;
    private final String family;
    private final Backend backend;
    private final String name;
    private final Reader reader;
    private final Map<String, Own> chains = new LinkedHashMap<>();
    private final List<Own> byNumber = new ArrayList<>();
    private final Texts texts = new Texts();

    /** Line, number of the chain, and the next rule of that chain; the text has the same number as the row. */
    private final Rows rows = new Rows(3);

    private @Nullable Own current;

    /** One chain: how it is declared, and its rules from the first to the last. */
    private static final class Own {
        private final String name;
        private final int number;
        private Optional<Declared> declared = Optional.empty();
        private int first = NONE;
        private int last = NONE;

        Own(String name, int number) {
            this.name = name;
            this.number = number;
        }
    }

    /** Reads a rule as it was saved. */
    public interface Reader {
        /** The rule of a table that stands at {@code source} and says {@code saved}. */
        IptablesRuleFact rule(IptablesTable table, Source source, String chain, String saved);
    }

    private record Declared(int line, String policy, Counters counters) {}

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
        this.artifact = artifact;
        this.family = family;
        this.backend = backend;
        this.name = name;
        this.reader = reader;
    }

    /** Declares a chain; the last declaration counts. */
    public void chain(long line, String chain, String policy, Counters counters) {
        own(chain).declared = Optional.of(new Declared((int) line, policy, counters));
    }

    /**
     * Appends a rule to its chain.
     *
     * @param text {@code -A CHAIN ...}, before it {@code [packets:bytes]} where they were saved
     */
    public void rule(long line, String chain, String text) {
        Own own = current;
        if (own == null || !own.name.equals(chain)) {
            own = own(chain);
            current = own;
        }
        texts.add(text);
        int row = rows.add();
        int[] page = rows.page(row);
        page[rows.at(row)] = (int) line;
        page[rows.at(row) + 1] = own.number;
        page[rows.at(row) + 2] = NONE;
        if (own.first == NONE) {
            own.first = row;
        } else {
            rows.page(own.last)[rows.at(own.last) + 2] = row;
        }
        own.last = row;
    }

    private Own own(String chain) {
        return chains.computeIfAbsent(chain, key -> {
            Own fresh = new Own(key, byNumber.size());
            byNumber.add(fresh);
            return fresh;
        });
    }

    public String artifact() {
        return artifact;
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
        return Collections.unmodifiableSet(chains.keySet());
    }

    /** Declared chains in file order. */
    public List<ChainFact> chains() {
        return byNumber.stream().flatMap(own -> fact(own).stream()).toList();
    }

    public Optional<ChainFact> chain(String chain) {
        return Optional.ofNullable(chains.get(chain)).flatMap(this::fact);
    }

    private Optional<ChainFact> fact(Own own) {
        return own.declared.map(said -> new ChainFact(
                Source.line(artifact, said.line), family, backend, name, own.name, said.policy, said.counters));
    }

    /** All rules in file order. */
    public List<IptablesRuleFact> rules() {
        return new All();
    }

    /** The rules of one chain in order. */
    public List<IptablesRuleFact> rules(String chain) {
        Own own = chains.get(chain);
        List<IptablesRuleFact> found = new ArrayList<>();
        for (int row = own == null ? NONE : own.first; row != NONE; row = rows.page(row)[rows.at(row) + 2]) {
            found.add(rule(row));
        }
        return found;
    }

    private IptablesRuleFact rule(int row) {
        int[] page = rows.page(row);
        int at = rows.at(row);
        return reader.rule(this, Source.line(artifact, page[at]), byNumber.get(page[at + 1]).name, texts.get(row));
    }

    private final class All extends AbstractList<IptablesRuleFact> implements RandomAccess {
        @Override
        public IptablesRuleFact get(int row) {
            return rule(row);
        }

        @Override
        public int size() {
            return rows.size();
        }
    }
}

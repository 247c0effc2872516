package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import java.util.List;
import java.util.Optional;

/**
 * One {@code -A} line of an iptables-save dump.
 *
 * @param source its line
 * @param family {@code ip} or {@code ip6}
 * @param backend who holds the rules
 * @param table table
 * @param chain chain
 * @param counters packets and bytes, when saved with {@code -c}
 * @param options everything after the chain, in order
 * @param text the line without counters
 */
public record IptablesRuleFact(
        Source source,
        String family,
        TableFact.Backend backend,
        String table,
        String chain,
        Optional<Counters> counters,
        List<Option> options,
        String text)
        implements Fact {

    /**
     * One option.
     *
     * @param name as written, for example {@code -s}, {@code -m}, {@code --dport}, {@code --tcp-flags}
     * @param negated preceded by {@code !}
     * @param args its arguments, unquoted
     */
    public record Option(String name, boolean negated, List<String> args) {
        /** The first argument, empty text when there is none. */
        public String arg() {
            return args.isEmpty() ? "" : args.getFirst();
        }
    }
}

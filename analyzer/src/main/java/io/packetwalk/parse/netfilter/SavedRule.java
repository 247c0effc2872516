package io.packetwalk.parse.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.table.OnDemand;
import io.packetwalk.parse.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One rule of {@code iptables-save}: {@code [12:720] -A PREROUTING -j KUBE-SERVICES}, with or without counters. */
final class SavedRule {

    private static final String APPEND = "-A ";

    /** A rule that cannot be read may match anything and do anything: to drop it would let packets pass by what is not evaluated. */
    private static final List<Option> UNREADABLE = List.of(new Option("-j", false, List.of("(unreadable)")));

    private SavedRule() {}

    /** Where {@code -A} stands; -1 when the line is no rule. */
    static int start(String saved) {
        int start = 0;
        if (saved.charAt(0) == '[') {
            int close = saved.indexOf(']');
            if (counters(saved, close).isEmpty()) {
                return -1;
            }
            for (start = close + 1; start < saved.length() && saved.charAt(start) == ' '; ) {
                start++;
            }
        }
        return saved.startsWith(APPEND, start) ? start : -1;
    }

    /** Appends a rule that has a {@link #start}. */
    static void append(IptablesTable table, long line, String chain, String saved) {
        int start = start(saved);
        Optional<Counters> counters = start == 0 ? Optional.empty() : counters(saved, saved.indexOf(']'));
        table.rule(line, chain, counters, saved.substring(start));
    }

    /** The fact of a rule; its options are read when somebody looks at more than chain and text. */
    static IptablesRuleFact read(
            IptablesTable table, Source source, String chain, Optional<Counters> counters, String text) {
        return new IptablesRuleFact(
                source,
                table.family(),
                table.backend(),
                table.name(),
                chain,
                counters,
                new OnDemand<>(() -> options(text)),
                text);
    }

    private static Optional<Counters> counters(String saved, int close) {
        return close < 0 ? Optional.empty() : counters(saved.substring(0, close + 1));
    }

    /** {@code [packets:bytes]}. */
    static Optional<Counters> counters(String text) {
        int colon = text.indexOf(':');
        if (colon < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return Optional.empty();
        }
        OptionalLong packets = Numbers.decimal(text, 1, colon);
        OptionalLong bytes = Numbers.decimal(text, colon + 1, text.length() - 1);
        return packets.isPresent() && bytes.isPresent()
                ? Optional.of(new Counters(packets.getAsLong(), bytes.getAsLong()))
                : Optional.empty();
    }

    private static List<Option> options(String text) {
        return new RuleWords(text).read().map(all -> all.subList(1, all.size())).orElse(UNREADABLE);
    }
}

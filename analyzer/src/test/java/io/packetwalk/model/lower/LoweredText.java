package io.packetwalk.model.lower;

import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.model.rules.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What rules mean, as text without their places: two rule sets that mean the same print the same. */
final class LoweredText {

    private LoweredText() {}

    static String print(List<BaseChain> baseChains) {
        StringBuilder text = new StringBuilder();
        for (BaseChain base : baseChains) {
            text.append("%s %s %s %d %s %s%n"
                    .formatted(
                            base.table(),
                            base.chain().name(),
                            base.hook(),
                            base.priority(),
                            base.type(),
                            base.policy()));
            new TreeSet<>(base.chains().names())
                    .forEach(name -> text.append(name)
                            .append('\n')
                            .append(base.chains()
                                    .get(name)
                                    .map(LoweredText::print)
                                    .orElseThrow()));
        }
        return text.toString();
    }

    private static String print(Chain chain) {
        return chain.rules().stream().map(rule -> "  " + print(rule) + "\n").collect(Collectors.joining());
    }

    /** All conditions must hold, so their order says nothing, but beside a limit: it counts those who come as far. */
    static String print(Rule rule) {
        boolean counts = rule.conds().stream().anyMatch(Cond.Limit.class::isInstance);
        Stream<String> all = rule.conds().stream().map(LoweredText::print);
        String conds = (counts ? all : all.sorted()).collect(Collectors.joining(" & "));
        return conds + " -> " + print(rule.action());
    }

    private static String print(Cond cond) {
        return switch (cond) {
            case Cond.InTable in -> "InTable" + print(in.table());
            case Cond.Not not -> "Not " + print(not.cond());
            case Cond.StateIn states ->
                "StateIn" + states.states().stream().sorted().toList();
            case Cond.Unmodelled _u -> "Unmodelled";
            case Cond.Owner _o -> "Owner";
            case Cond.Unsaid _u -> "Unsaid";
            case Cond.Absent _a -> "Absent";
            default -> cond.toString();
        };
    }

    private static String print(Action action) {
        return switch (action) {
            case Action.Inline inline ->
                inline.chain().rules().stream().map(LoweredText::print).toList().toString();
            case Action.Lookup lookup -> "Lookup" + print(lookup.table());
            case Action.Choose choose ->
                choose.shares().stream()
                        .map(share -> share.weight() + " " + print(share.action()))
                        .toList()
                        .toString();
            case Action.Unmodelled _u -> "Unmodelled";
            case Action.Queue queue -> "Queue " + queue.bypass();
            case Action.Tproxy _t -> "Tproxy";
            case Action.Synproxy _s -> "Synproxy";
            default -> action.toString();
        };
    }

    private static String print(Table<?> table) {
        List<String> entries = new ArrayList<>();
        table.constants().forEach(entry -> entries.add(print(entry)));
        table.others().forEach(entry -> entries.add(print(entry)));
        table.any().ifPresent(entry -> entries.add("* " + print(entry)));
        entries.sort(null);
        return (table.complete() ? "" : " incomplete") + entries;
    }

    private static String print(Table.Entry<?> entry) {
        String conds = entry.conds().stream().map(LoweredText::print).collect(Collectors.joining(" & "));
        return entry.value() instanceof Action action ? conds + " : " + print(action) : conds;
    }
}

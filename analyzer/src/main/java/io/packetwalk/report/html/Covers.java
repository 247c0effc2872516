package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.template.Cover;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What we could and could not see. */
final class Covers {
    /** Nodes with a column of their own; of hundreds, those that lack most are the ones to look at. */
    private static final int COLUMNS = 16;

    /** Commands to paste one by one; beyond that {@code collect --plan} is the way. */
    private static final int NEXT = 10;

    private static final Cover.State NEVER = new Cover.State("");

    private Covers() {}

    /** What we saw; each list of it has at most so many {@code rows}. */
    static Cover of(Report report, int rows) {
        Set<String> nodes = new TreeSet<>(report.bundle().nodes());
        Map<String, Map<String, Cover.State>> kinds = new TreeMap<>();
        Map<String, List<Cover.Item>> elsewhere = new TreeMap<>();
        for (Report.Presence presence : report.presence()) {
            Cover.State state = new Cover.State(presence.state());
            if (nodes.contains(presence.node())) {
                kinds.computeIfAbsent(presence.kind(), _key -> new TreeMap<>()).put(presence.node(), state);
            } else {
                elsewhere
                        .computeIfAbsent(Neutral.of(presence.node()), _key -> new ArrayList<>())
                        .add(new Cover.Item(Neutral.of(presence.kind()), state));
            }
        }
        List<String> columns = columns(nodes, kinds.values());
        List<Report.Coverage> read = report.coverage();
        List<Cover.Unread> unread = unread(read);
        List<Cover.Lack> lacking = lacking(report);
        List<String> next = next(report);
        return new Cover(
                columns.stream().map(Neutral::of).toList(),
                grid(kinds, columns),
                kinds.isEmpty() ? 0 : nodes.size() - columns.size(),
                elsewhere.entrySet().stream()
                        .limit(rows)
                        .map(host -> new Cover.Elsewhere(host.getKey(), host.getValue()))
                        .toList(),
                Math.max(0, elsewhere.size() - rows),
                unread.stream().limit(rows).toList(),
                Math.max(0, unread.size() - rows),
                report.bundle().artifacts(),
                read.stream().mapToLong(Report.Coverage::lines).sum(),
                read.stream()
                        .mapToLong(each -> each.modelled() + each.ignored())
                        .sum(),
                lacking.stream().limit(rows).toList(),
                Math.max(0, lacking.size() - rows),
                next.stream().limit(NEXT).collect(Collectors.joining("\n")),
                Math.max(0, next.size() - NEXT),
                commands(report)
                        .map(command -> command.replaceFirst("( on | +#).*", ""))
                        .distinct()
                        .collect(Collectors.joining("; ")),
                report.clear());
    }

    /** Kinds of evidence by node; what some node lacks stands above what is whole. */
    private static List<Cover.Kind> grid(Map<String, Map<String, Cover.State>> kinds, List<String> columns) {
        return kinds.entrySet().stream()
                .map(kind -> new Cover.Kind(
                        Neutral.of(kind.getKey()),
                        columns.stream()
                                .map(node -> kind.getValue().getOrDefault(node, NEVER))
                                .toList()))
                .sorted(Comparator.comparing(Cover.Kind::whole))
                .toList();
    }

    private static List<String> columns(Set<String> nodes, Collection<Map<String, Cover.State>> kinds) {
        if (nodes.size() <= COLUMNS) {
            return List.copyOf(nodes);
        }
        return nodes.stream()
                .sorted(Comparator.comparingLong((String node) -> -kinds.stream()
                        .filter(states -> !states.getOrDefault(node, NEVER).whole())
                        .count()))
                .limit(COLUMNS)
                .sorted()
                .toList();
    }

    private static List<Cover.Unread> unread(List<Report.Coverage> read) {
        return read.stream()
                .filter(each -> each.unmodelled() + each.unrecognised() + each.malformed() > 0)
                .map(each -> new Cover.Unread(
                        Neutral.of(each.artifact()),
                        each.format(),
                        each.lines(),
                        each.unmodelled(),
                        each.unrecognised(),
                        each.malformed()))
                .sorted(Comparator.comparingLong(
                        (Cover.Unread each) -> -(each.unmodelled() + each.unrecognised() + each.malformed())))
                .toList();
    }

    /** Every command that gets something missing, once, what decides most checks first. */
    private static List<String> next(Report report) {
        return Stream.concat(
                        report.plan().stream().map(Report.NextCapture::command).map(Neutral::of), commands(report))
                .distinct()
                .toList();
    }

    /** The commands of all undecided checks. */
    private static Stream<String> commands(Report report) {
        return report.undetermined().stream()
                .flatMap(undecided -> undecided.missing().stream())
                .map(Report.Missing::command)
                .map(Neutral::of)
                .filter(command -> !command.isEmpty());
    }

    /** Missing evidence, that which blocks most checks first. */
    private static List<Cover.Lack> lacking(Report report) {
        Map<Report.Missing, List<String>> blocked = new LinkedHashMap<>();
        for (Report.Undetermined undecided : report.undetermined()) {
            undecided.missing().stream()
                    .distinct()
                    .forEach(missing -> blocked.computeIfAbsent(missing, _key -> new ArrayList<>())
                            .add(undecided.id()));
        }
        return blocked.entrySet().stream()
                .map(entry -> new Cover.Lack(
                        Neutral.of(entry.getKey().what()),
                        Neutral.of(entry.getKey().why()),
                        Neutral.of(entry.getKey().command()),
                        entry.getValue()))
                .sorted(Comparator.comparingInt(
                                (Cover.Lack lack) -> -lack.checks().size())
                        .thenComparing(Cover.Lack::what)
                        .thenComparing(Cover.Lack::why))
                .toList();
    }
}

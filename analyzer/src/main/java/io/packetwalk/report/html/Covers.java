package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.template.Cover;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What we could and could not see. */
final class Covers {
    private Covers() {}

    static Cover of(Report report) {
        TreeSet<String> nodes = new TreeSet<>();
        Map<String, Map<String, String>> kinds = new TreeMap<>();
        for (Report.Presence presence : report.presence()) {
            nodes.add(presence.node());
            kinds.computeIfAbsent(presence.kind(), _key -> new TreeMap<>()).put(presence.node(), presence.state());
        }
        List<Cover.Kind> rows = kinds.entrySet().stream()
                .map(kind -> new Cover.Kind(
                        kind.getKey(),
                        nodes.stream()
                                .map(node -> kind.getValue().getOrDefault(node, ""))
                                .toList()))
                .toList();
        List<Report.Coverage> read = report.coverage();
        return new Cover(
                nodes.stream().map(Neutral::of).toList(),
                rows,
                unread(read),
                report.bundle().artifacts(),
                read.stream().mapToLong(Report.Coverage::lines).sum(),
                read.stream()
                        .mapToLong(each -> each.modelled() + each.ignored())
                        .sum(),
                lacking(report),
                next(report),
                report.clear());
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
                .toList();
    }

    /** Every command that gets something missing, once. */
    private static String next(Report report) {
        return report.undetermined().stream()
                .flatMap(undecided -> undecided.missing().stream())
                .map(missing -> Neutral.of(missing.command()))
                .filter(command -> !command.isEmpty())
                .distinct()
                .collect(Collectors.joining("\n"));
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

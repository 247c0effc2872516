package io.packetwalk.report.html;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.FlowsText;
import io.packetwalk.template.Cite;
import io.packetwalk.template.FlowTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Observed flows as a table. */
final class FlowTables {
    private static final int WITHOUT_SCRIPT = 12;

    private FlowTables() {}

    /** The table; {@code fingerprints} are the findings that have a place on the page. */
    static FlowTable of(Report.FlowSummary flows, Set<String> fingerprints) {
        List<FlowTable.State> states = flows.byState().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> FlowsText.failed(entry.getKey()))
                        .reversed()
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByValue().reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new FlowTable.State(entry.getKey(), entry.getValue(), tone(entry.getKey())))
                .toList();
        return new FlowTable(
                flows.total(),
                flows.failed(),
                states,
                flows.rows().stream()
                        .limit(WITHOUT_SCRIPT)
                        .map(row -> row(row, fingerprints))
                        .toList());
    }

    private static FlowTable.Row row(FlowRow row, Set<String> fingerprints) {
        FlowRow.End translated = row.translated();
        return new FlowTable.Row(
                row.id(),
                FlowsText.time(row.start()),
                row.proto(),
                name(row.client()),
                Neutral.of(row.client().at()),
                name(row.server()),
                Neutral.of(row.server().at()),
                translated == null ? "" : Neutral.of(translated.at()),
                row.packets().fwd() + " / " + row.packets().rev(),
                row.state(),
                tone(row.state()),
                detail(row),
                row.sightings().stream()
                        .map(FlowRow.Sighting::node)
                        .filter(node -> !node.isEmpty())
                        .distinct()
                        .map(Neutral::of)
                        .collect(Collectors.joining(", ")),
                row.findings().stream()
                        .filter(fingerprints::contains)
                        .map(finding ->
                                new Cite(finding.replaceFirst("~.*", ""), "#" + Places.fragment("f/" + finding)))
                        .toList());
    }

    /** A flow that was seen in part only has no verdict: a tick would claim one. */
    private static String tone(String state) {
        if (state.equals("partial")) {
            return "unclear";
        }
        return FlowsText.failed(state) ? "bad" : "ok";
    }

    private static String name(FlowRow.End end) {
        FlowRow.Name outside = end.name();
        String known = outside == null ? "" : outside.name();
        return end.object() == null ? known : Neutral.of(end.object());
    }

    private static String detail(FlowRow row) {
        FlowRow.Dns dns = row.dns();
        if (dns != null) {
            return Neutral.of(dns.qname() + " " + dns.qtype());
        }
        long again = row.retransmissions().fwd() + row.retransmissions().rev();
        return again == 0 ? "" : again + " sent again";
    }
}

package io.packetwalk.report.html;

import io.packetwalk.report.Report;
import io.packetwalk.report.section.Lookups;
import io.packetwalk.report.section.NodeMatrix;
import io.packetwalk.report.section.Sections;
import io.packetwalk.report.section.Services;
import io.packetwalk.template.Numbers;
import io.packetwalk.template.Rail;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The list of sections, each with a number that tells a reader whether to go there. */
final class Rails {
    /** Lookups that ended so are failures; NXDOMAIN is an answer. */
    private static final Set<String> FAILED_LOOKUP = Set.of("servfail", "refused", "timeout");

    private Rails() {}

    static Rail of(Report report) {
        Sections sections = report.behind();
        Lookups lookups = sections.lookups();
        Services services = sections.services();
        List<Rail.Entry> entries = new ArrayList<>();
        entries.add(entry("t", "Timeline", 0, 0, ""));
        entries.add(
                entry("flows", "Flows", report.flows().total(), report.flows().failed(), "failed"));
        entries.add(entry("pairs", "Side by side", sections.paired().total(), 0, ""));
        entries.add(entry("dns", "Names", lookups.total(), failed(lookups), "failed"));
        entries.add(entry(
                "svc",
                "Services",
                services.total(),
                services.rows().stream().filter(Services.Row::troubled).count(),
                "in trouble"));
        entries.add(entry("nodes", "Nodes", report.bundle().nodes().size(), differing(sections.nodes()), "differ"));
        entries.add(entry("policy", "Policy", sections.reach().policies().size(), 0, ""));
        entries.add(entry("cover", "What we saw", 0, 0, ""));
        entries.add(entry("undecided", "Undecided", report.undetermined().size(), 0, ""));
        entries.add(entry("evidence", "Evidence", report.excerpts().size(), 0, ""));
        if (!report.notes().isEmpty()) {
            entries.add(entry("notes", "Notes", report.notes().size(), 0, ""));
        }
        entries.add(entry("about", "About", 0, 0, ""));
        return new Rail(List.copyOf(entries));
    }

    private static Rail.Entry entry(String place, String title, long count, long trouble, String word) {
        return new Rail.Entry(
                place,
                title,
                trouble > 0 ? Numbers.grouped(trouble) : count > 0 ? Numbers.grouped(count) : "",
                trouble > 0 ? word : "");
    }

    private static long failed(Lookups lookups) {
        return lookups.outcomes().entrySet().stream()
                .filter(outcome -> FAILED_LOOKUP.contains(outcome.getKey()))
                .mapToLong(outcome -> outcome.getValue())
                .sum();
    }

    /** Rows of the matrix that a reader finds marked. */
    private static long differing(NodeMatrix nodes) {
        return nodes.services().stream().filter(NodeMatrix.Programmed::differs).count()
                + nodes.settings().stream().filter(NodeMatrix.Setting::differs).count();
    }
}

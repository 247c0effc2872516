package io.packetwalk.report.html;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import io.packetwalk.template.Card;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where captures saw the failed flows of a finding end, and what became of them on the way: flows that ended alike are one line. */
final class Vanishings {
    private static final int MOST = 4;

    private Vanishings() {}

    private record Kind(boolean sure, String text) {}

    /** What is sure first, then what was seen of most flows. */
    static List<Card.Vanished> of(Report report, Report.Finding finding, Places places) {
        Set<String> explained = new HashSet<>(finding.flows());
        Map<Kind, List<List<String>>> seen = new LinkedHashMap<>();
        for (FlowRow row : report.flows().rows()) {
            if (!explained.contains(row.id())) {
                continue;
            }
            FlowRow.Lost lost = row.lost();
            if (lost != null) {
                boolean sure = !lost.kind().equals("last-seen");
                note(seen, new Kind(sure, lost.sentence()), lost.sources());
            }
            FlowRow.Unexpected unexpected = row.unexpected();
            if (unexpected != null) {
                note(seen, new Kind(true, unexpected.text()), unexpected.sources());
            }
        }
        return seen.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Kind, List<List<String>>> each) ->
                                !each.getKey().sure())
                        .thenComparing(each -> -each.getValue().size()))
                .limit(MOST)
                .map(each -> new Card.Vanished(
                        Neutral.of(each.getKey().text()),
                        Words.count(each.getValue().size(), "flow"),
                        each.getKey().sure(),
                        places.cites(each.getValue().getFirst())))
                .toList();
    }

    private static void note(Map<Kind, List<List<String>>> seen, Kind kind, List<String> sources) {
        seen.computeIfAbsent(kind, _new -> new ArrayList<>()).add(sources);
    }
}

package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Trace;
import io.packetwalk.report.section.Sections;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.List;

/**
 * A failing walk beside a working one. Steps that do the same are set in one row (longest common subsequence over what a step is, not over
 * the addresses in it), so that the first row that is not common is where the two part.
 */
final class Comparisons {
    private Comparisons() {}

    static WalkView.Comparison of(Trace failing, Sections.Comparison other, Names names) {
        List<Trace.Step> left = telling(failing).steps();
        List<Trace.Step> right = telling(other.working()).steps();
        return new WalkView.Comparison(
                Neutral.of(other.why()),
                asked(failing, names),
                asked(other.working(), names),
                pairs(left, right, telling(failing)));
    }

    private static Trace.Path telling(Trace trace) {
        return trace.paths().stream()
                .filter(path -> !path.served())
                .findFirst()
                .or(() -> trace.paths().stream().findFirst())
                .orElseGet(() -> new Trace.Path(
                        1,
                        trace.verdict(),
                        trace.symptom(),
                        null,
                        null,
                        null,
                        false,
                        List.of(),
                        "",
                        List.of(),
                        List.of()));
    }

    private static String asked(Trace trace, Names names) {
        return names.question(trace) + ": " + telling(trace).ending();
    }

    private static List<WalkView.Pair> pairs(List<Trace.Step> left, List<Trace.Step> right, Trace.Path failing) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = alike(left.get(i), right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<WalkView.Pair> pairs = new ArrayList<>();
        boolean parted = false;
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && alike(left.get(i), right.get(j))) {
                // The failing walk may end at a step that the working one merely passes.
                boolean ends = i == left.size() - 1 && !failing.served();
                pairs.add(new WalkView.Pair(
                        told(left.get(i)) + (ends ? " — " + Neutral.of(failing.reason()) : ""),
                        told(right.get(j)),
                        ends && !parted ? "first" : "same"));
                parted |= ends;
                i++;
                j++;
            } else {
                boolean goLeft = j == right.size() || i < left.size() && common[i + 1][j] >= common[i][j + 1];
                String state = parted ? "other" : "first";
                parted = true;
                pairs.add(
                        goLeft
                                ? new WalkView.Pair(told(left.get(i++)), "", state)
                                : new WalkView.Pair("", told(right.get(j++)), state));
            }
        }
        return pairs;
    }

    private static boolean alike(Trace.Step one, Trace.Step other) {
        return one.kind().equals(other.kind())
                && one.hook().equals(other.hook())
                && one.table().equals(other.table())
                && chain(one).equals(chain(other))
                && one.netns().equals("host") == other.netns().equals("host");
    }

    /** kube-proxy ends its chains of one Service or endpoint with 16 characters of a hash (pkg/proxy/iptables/proxier.go, portProtoHash). */
    private static String chain(Trace.Step step) {
        return step.chain().replaceFirst("-[A-Z2-7]{16}$", "");
    }

    private static String told(Trace.Step step) {
        String place = Strips.place(step);
        String text = Neutral.of(step.text());
        // Some steps begin with their own place.
        return place + (text.startsWith(place + " ") ? text.substring(place.length()) : ": " + text);
    }
}

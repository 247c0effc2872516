package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Trace;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Predicted walks as strips and step lists. */
final class Strips {
    /** More do not fit side by side on a small screen. */
    private static final int MOST_HOPS = 6;

    private static final int HEAD = 2;

    private Strips() {}

    static WalkView walk(String anchor, Trace trace, Places places) {
        String question = trace.question().proto() + " " + trace.question().from() + " → "
                + trace.question().to();
        List<WalkView.Way> ways = new ArrayList<>();
        for (Trace.Path path : trace.paths()) {
            ways.add(way(path, label(trace, ways.size()), places));
        }
        return new WalkView(
                anchor, Neutral.of(question), trace.verdict(), trace.symptom(), strip(trace), List.copyOf(ways));
    }

    /** The first path that fails, else the first. */
    private static WalkView.Strip strip(Trace trace) {
        List<Trace.Path> paths = trace.paths();
        if (paths.isEmpty()) {
            return new WalkView.Strip("", trace.verdict(), false, List.of(), "No path could be predicted.");
        }
        int telling = 0;
        while (telling < paths.size() - 1 && paths.get(telling).delivered()) {
            telling++;
        }
        if (paths.get(telling).delivered()) {
            telling = 0;
        }
        Trace.Path path = paths.get(telling);
        return new WalkView.Strip(
                label(trace, telling), path.verdict(), path.delivered(), hops(path), Neutral.of(path.reason()));
    }

    private static List<WalkView.Hop> hops(Trace.Path path) {
        List<Trace.Step> steps = path.steps();
        List<Trace.Step> told = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1 || telling(steps.get(i))) {
                told.add(steps.get(i));
            }
        }
        int skip = Math.max(0, told.size() - MOST_HOPS);
        List<WalkView.Hop> hops = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            if (skip > 1 && i == HEAD) {
                hops.add(new WalkView.Hop("", "", "… " + skip + " steps", "skipped"));
                i += skip - 1;
                continue;
            }
            hops.add(hop(told.get(i), i == told.size() - 1 ? end(path) : "ok"));
        }
        return hops;
    }

    /** Rules that only lead on to other rules, and tracking, are in the list, not in the strip. */
    private static boolean telling(Trace.Step step) {
        return switch (step.kind()) {
            case "RuleHit", "Track" -> false;
            default -> true;
        };
    }

    private static String end(Trace.Path path) {
        return switch (path.verdict()) {
            case "DELIVERED" -> "ok";
            case "UNDETERMINED" -> "unknown";
            default -> "broken";
        };
    }

    private static WalkView.Hop hop(Trace.Step step, String state) {
        return new WalkView.Hop(kind(step.kind()), place(step), Neutral.of(step.text()), state);
    }

    private static String place(Trace.Step step) {
        boolean host = step.netns().equals("host") || step.netns().isEmpty();
        String place = host ? step.node() : step.netns();
        return Neutral.of(place.isEmpty() ? step.netns() : place);
    }

    private static String kind(String kind) {
        return switch (kind) {
            case "RuleHit" -> "rule";
            case "PolicyTier" -> "policy";
            default -> kind.toLowerCase(Locale.ROOT);
        };
    }

    private static String label(Trace trace, int at) {
        Trace.Path path = trace.paths().get(at);
        String share = path.weight() == 1
                ? ""
                : " · " + String.format(Locale.ROOT, "%.0f", path.weight() * 100) + " % of connections";
        return trace.paths().size() == 1
                ? "the only path"
                : "path " + (at + 1) + " of " + trace.paths().size() + share;
    }

    private static WalkView.Way way(Trace.Path path, String label, Places places) {
        String object = path.endpointObject() == null ? "" : " (" + path.endpointObject() + ")";
        return new WalkView.Way(
                label,
                path.verdict(),
                path.delivered(),
                path.endpoint() == null ? "" : Neutral.of(path.endpoint() + object),
                Neutral.of(path.reason()),
                path.steps().stream().map(step -> step(step, places)).toList());
    }

    private static WalkView.Step step(Trace.Step step, Places places) {
        String chain = step.chain().isEmpty() ? "" : step.table() + " " + step.chain();
        return new WalkView.Step(
                place(step),
                kind(step.kind()),
                Neutral.of(step.text()),
                Neutral.of(chain.strip()),
                change(step),
                step.basis().toLowerCase(Locale.ROOT),
                places.cites(step.sources()));
    }

    /** What the step rewrote, unless its text already says it. */
    private static String change(Trace.Step step) {
        List<String> changes = new ArrayList<>();
        if (differs(step, step.before().src(), step.after().src())) {
            changes.add("src " + step.before().src() + " → " + step.after().src());
        }
        if (differs(step, step.before().dst(), step.after().dst())) {
            changes.add("dst " + step.before().dst() + " → " + step.after().dst());
        }
        if (step.before().mark() != step.after().mark()) {
            changes.add("mark 0x" + Long.toHexString(step.before().mark()) + " → 0x"
                    + Long.toHexString(step.after().mark()));
        }
        return Neutral.of(String.join(" · ", changes));
    }

    private static boolean differs(Trace.Step step, String before, String after) {
        return !before.equals(after) && !step.text().contains(after);
    }
}

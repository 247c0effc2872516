package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Trace;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Predicted walks as strips and step lists. */
final class Strips {
    /** More do not fit side by side on a small screen. */
    private static final int MOST_HOPS = 6;

    private static final int HEAD = 2;

    private Strips() {}

    /** A walk; {@code proofs} are the places a finding cites, so that its cause can be marked where the packet meets it. */
    static WalkView walk(String anchor, Trace trace, Set<String> proofs, Places places) {
        String question = trace.question().proto() + " " + trace.question().from() + " → "
                + trace.question().to();
        List<WalkView.Way> ways = new ArrayList<>();
        for (Trace.Path path : trace.paths()) {
            ways.add(way(path, label(trace, ways.size()), proofs, places));
        }
        return new WalkView(
                anchor,
                Neutral.of(question),
                trace.verdict(),
                trace.symptom(),
                strip(trace, proofs),
                List.copyOf(ways));
    }

    /** The first path that fails, else the first. */
    private static WalkView.Strip strip(Trace trace, Set<String> proofs) {
        List<Trace.Path> paths = trace.paths();
        int telling = 0;
        while (telling < paths.size() && paths.get(telling).delivered()) {
            telling++;
        }
        telling = telling == paths.size() ? 0 : telling;
        if (paths.isEmpty()) {
            return new WalkView.Strip("", trace.verdict(), false, List.of());
        }
        Trace.Path path = paths.get(telling);
        return new WalkView.Strip(label(trace, telling), path.verdict(), path.delivered(), hops(path, proofs));
    }

    private static List<WalkView.Hop> hops(Trace.Path path, Set<String> proofs) {
        int cause = cause(path, proofs);
        List<WalkView.Hop> all = new ArrayList<>();
        for (int i = 0; i < path.steps().size(); i++) {
            Trace.Step step = path.steps().get(i);
            if (i == path.steps().size() - 1) {
                all.add(last(path, step));
            } else if (i == cause || telling(path, i)) {
                all.add(new WalkView.Hop(word(step.kind()), place(step), told(step), i == cause ? "cause" : "ok"));
            }
        }
        int skip = all.size() - MOST_HOPS;
        if (skip <= 1) {
            return all;
        }
        List<WalkView.Hop> hops = new ArrayList<>(all.subList(0, HEAD));
        hops.add(new WalkView.Hop("", "", "… " + skip + " hops", "skipped"));
        hops.addAll(all.subList(HEAD + skip, all.size()));
        return hops;
    }

    /** The first step that stands where the finding's evidence stands, -1 when none does. */
    private static int cause(Trace.Path path, Set<String> proofs) {
        if (path.delivered()) {
            return -1;
        }
        for (int i = 0; i < path.steps().size(); i++) {
            if (path.steps().get(i).sources().stream().anyMatch(proofs::contains)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * What changes the packet or where it is. Rules that only lead on, routes and tracking stand in the list; so does a crossing within
     * one node or one that an encapsulation has announced.
     */
    private static boolean telling(Trace.Path path, int at) {
        Trace.Step step = path.steps().get(at);
        return switch (step.kind()) {
            case "RuleHit", "Track", "Route" -> false;
            case "Cross" -> !path.steps().get(at + 1).node().equals(step.node()) && !encapsulated(path, at);
            default -> true;
        };
    }

    private static boolean encapsulated(Trace.Path path, int before) {
        boolean inside = false;
        for (Trace.Step step : path.steps().subList(0, before)) {
            inside = step.kind().equals("Encap") || inside && !step.kind().equals("Decap");
        }
        return inside;
    }

    /** Where it ends: a failing path says why, whatever its last step was. */
    private static WalkView.Hop last(Trace.Path path, Trace.Step step) {
        String state = switch (path.verdict()) {
            case "DELIVERED" -> "ok";
            case "UNDETERMINED" -> "unknown";
            default -> "broken";
        };
        String text = path.delivered() || path.reason().isEmpty() ? told(step) : Neutral.of(path.reason());
        return new WalkView.Hop(path.delivered() ? word(step.kind()) : "ends", place(step), text, state);
    }

    /** A translation in one glance; anything else in its own words. */
    private static String told(Trace.Step step) {
        if (step.kind().equals("Translate")) {
            boolean destination = !step.before().dst().equals(step.after().dst());
            return Neutral.of(
                    destination
                            ? step.before().dst() + " → " + step.after().dst()
                            : "source " + step.before().src() + " → "
                                    + step.after().src());
        }
        String text = Neutral.of(step.text());
        String subject = place(step) + " ";
        return text.startsWith(subject) ? text.substring(subject.length()) : text;
    }

    /** What a hop does, as its place would tell it. */
    private static String word(String kind) {
        return switch (kind) {
            case "Originate" -> "starts";
            case "Resolve" -> "looks the name up";
            case "Translate" -> "is translated";
            case "PolicyTier" -> "policy";
            case "Cross" -> "leaves";
            case "Encap" -> "into the tunnel";
            case "Decap" -> "out of the tunnel";
            case "Arrive" -> "arrives";
            default -> kind(kind);
        };
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

    private static WalkView.Way way(Trace.Path path, String label, Set<String> proofs, Places places) {
        int cause = cause(path, proofs);
        String object = path.endpointObject() == null ? "" : " (" + path.endpointObject() + ")";
        return new WalkView.Way(
                label,
                path.verdict(),
                path.delivered(),
                path.endpoint() == null ? "" : Neutral.of(path.endpoint() + object),
                Neutral.of(path.reason()),
                path.steps().stream()
                        .map(step -> step(step, step.n() - 1 == cause, places))
                        .toList());
    }

    private static WalkView.Step step(Trace.Step step, boolean cause, Places places) {
        // A rule as iptables-save prints it names its chain itself.
        String chain = step.text().contains(step.chain()) ? step.table() : step.table() + " " + step.chain();
        return new WalkView.Step(
                place(step),
                kind(step.kind()),
                Neutral.of(step.text()),
                Neutral.of(chain.strip()),
                change(step),
                cause,
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

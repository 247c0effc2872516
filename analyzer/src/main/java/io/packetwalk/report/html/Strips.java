package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.Trace;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Predicted walks as strips and step lists. */
final class Strips {
    /** More do not fit side by side on a small screen. */
    private static final int MOST_HOPS = 6;

    private static final int HEAD = 2;

    private Strips() {}

    /** A walk of the report; {@code proofs} are the places a finding cites, so that its cause can be marked where the packet meets it. */
    static WalkView walk(Report report, int index, Set<String> proofs, Places places) {
        Trace trace = report.walks().get(index);
        Names names = new Names(report);
        String anchor = "w/" + (index + 1);
        return new WalkView(
                anchor,
                names.question(trace),
                trace.verdict(),
                trace.symptom(),
                strip(trace, anchor, proofs),
                ways(trace.paths(), anchor + "/", proofs, places),
                ways(trace.reply(), anchor + "/back/", Set.of(), places),
                report.behind().comparisons().stream()
                        .filter(comparison -> comparison.walk() == index)
                        .map(comparison -> Comparisons.of(trace, comparison, names))
                        .toList());
    }

    private static List<WalkView.Way> ways(List<Trace.Path> paths, String prefix, Set<String> proofs, Places places) {
        return IntStream.range(0, paths.size())
                .mapToObj(at -> way(paths.get(at), prefix + (at + 1) + ".", label(paths, at), proofs, places))
                .toList();
    }

    /** The first path that fails, else the first. */
    private static WalkView.Strip strip(Trace trace, String anchor, Set<String> proofs) {
        List<Trace.Path> paths = trace.paths();
        int telling = 0;
        while (telling < paths.size() && paths.get(telling).served()) {
            telling++;
        }
        telling = telling == paths.size() ? 0 : telling;
        if (paths.isEmpty()) {
            return new WalkView.Strip("", trace.verdict(), false, List.of(), List.of());
        }
        Trace.Path path = paths.get(telling);
        return new WalkView.Strip(
                label(paths, telling),
                path.delivered() ? path.symptom() : path.verdict(),
                path.served(),
                Promises.of(trace, path),
                hops(path, anchor + "/" + (telling + 1) + ".", proofs));
    }

    /** What an encapsulation and a policy say of themselves, shortened to one glance; the list of steps has it whole. */
    private static final Pattern TUNNELLED = Pattern.compile("^(.+): inside udp (\\S+):\\d+ -> (\\S+):\\d+$");

    private static final Pattern POLICED = Pattern.compile("^(ingress|egress) policy ([A-Z]+): (\\S+) .*$");

    private static List<WalkView.Hop> hops(Trace.Path path, String prefix, Set<String> proofs) {
        int cause = cause(path, proofs);
        List<WalkView.Hop> all = new ArrayList<>();
        for (int i = 0; i < path.steps().size(); i++) {
            Trace.Step step = path.steps().get(i);
            if (i == path.steps().size() - 1) {
                all.add(last(path, step, prefix + step.n()));
            } else if (i == cause || telling(path, i)) {
                all.add(new WalkView.Hop(
                        word(step.kind()), place(step), told(step), i == cause ? "cause" : "ok", prefix + step.n()));
            }
        }
        int skip = all.size() - MOST_HOPS;
        if (skip <= 1) {
            return all;
        }
        List<WalkView.Hop> hops = new ArrayList<>(all.subList(0, HEAD));
        hops.add(new WalkView.Hop("", "", "… " + skip + " hops", "skipped", ""));
        hops.addAll(all.subList(HEAD + skip, all.size()));
        return hops;
    }

    private static final Pattern PACKETS = Pattern.compile("#\\d+(-\\d+)?$");

    /** The first step that stands where the finding's evidence stands, -1 when none does. Packets witness a step, they are no cause of it. */
    private static int cause(Trace.Path path, Set<String> proofs) {
        if (path.served()) {
            return -1;
        }
        for (int i = 0; i < path.steps().size(); i++) {
            boolean cited = path.steps().get(i).sources().stream()
                    .filter(source -> !PACKETS.matcher(source).find())
                    .anyMatch(proofs::contains);
            if (cited) {
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
    private static WalkView.Hop last(Trace.Path path, Trace.Step step, String anchor) {
        String state = switch (path.verdict()) {
            case "DELIVERED" -> path.served() ? "ok" : "broken";
            case "UNDETERMINED" -> "unknown";
            default -> "broken";
        };
        // The rule, or what captures show, stands in the list of steps; here its chain, or what becomes of the packet,
        // is enough.
        String text = path.served() || path.reason().isEmpty()
                ? told(step)
                : Neutral.of(path.reason().replaceFirst(": (-A|captures show) .*$", ""));
        return new WalkView.Hop(path.served() ? word(step.kind()) : "ends", place(step), text, state, anchor);
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
        String text = TUNNELLED
                .matcher(POLICED.matcher(Neutral.of(step.text())).replaceFirst("$1 $2 by $3"))
                .replaceFirst("$1, $2 → $3");
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

    static String place(Trace.Step step) {
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

    private static String label(List<Trace.Path> paths, int at) {
        Trace.Path path = paths.get(at);
        String share = "";
        if (path.weight() == 0) {
            // The contract: what no new connection meets, but one that is there already or carries more.
            share = " · of larger transfers or older connections";
        } else if (path.weight() < 1) {
            share = " · " + String.format(Locale.ROOT, "%.0f", path.weight() * 100) + " % of connections";
        }
        return paths.size() == 1 ? "the only path" : "path " + (at + 1) + " of " + paths.size() + share;
    }

    private static WalkView.Way way(Trace.Path path, String prefix, String label, Set<String> proofs, Places places) {
        int cause = cause(path, proofs);
        String object = path.endpointObject() == null ? "" : " (" + path.endpointObject() + ")";
        return new WalkView.Way(
                label,
                path.ending(),
                path.served(),
                path.endpoint() == null ? "" : Neutral.of(path.endpoint() + object),
                Neutral.of(path.reason()),
                path.steps().stream()
                        .map(step -> step(step, prefix + step.n(), step.n() - 1 == cause, places))
                        .toList(),
                WalkDrawings.of(path, cause));
    }

    private static WalkView.Step step(Trace.Step step, String anchor, boolean cause, Places places) {
        // A rule as iptables-save prints it names its chain itself.
        String chain = step.text().contains(step.chain()) ? step.table() : step.table() + " " + step.chain();
        return new WalkView.Step(
                anchor,
                place(step),
                kind(step.kind()),
                Neutral.of(step.text()),
                Neutral.of(chain.strip()),
                header(step),
                cause,
                step.basis().toLowerCase(Locale.ROOT),
                places.cites(step.sources()));
    }

    /** The packet before and after a step that changes it. */
    private static List<WalkView.Field> header(Trace.Step step) {
        Trace.Header before = step.before();
        Trace.Header after = step.after();
        boolean rewritten =
                !before.src().equals(after.src()) || !before.dst().equals(after.dst()) || before.mark() != after.mark();
        if (!rewritten) {
            return List.of();
        }
        List<WalkView.Field> fields = new ArrayList<>();
        fields.add(field("src", before.src(), after.src()));
        fields.add(field("dst", before.dst(), after.dst()));
        if (before.mark() != 0 || after.mark() != 0) {
            fields.add(field("mark", "0x" + Long.toHexString(before.mark()), "0x" + Long.toHexString(after.mark())));
        }
        return fields;
    }

    private static WalkView.Field field(String name, String before, String after) {
        return new WalkView.Field(name, Neutral.of(before), Neutral.of(after));
    }
}

package io.packetwalk.report.text;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.Trace;
import io.packetwalk.report.text.Tone.Ink;
import java.util.List;
import java.util.Locale;

/** A predicted walk for a terminal: one block per path, one line per step, each with its place and why it is believed. */
public final class TraceText {
    private static final int WIDEST_TEXT = 64;

    private final Trace trace;
    private final Tone tone;
    private final Lines out;

    private TraceText(Trace trace, Tone tone) {
        this.trace = trace;
        this.tone = tone;
        this.out = new Lines(tone);
    }

    /** The walk as text; {@code reply} adds the way back. */
    public static String of(Trace trace, Tone tone, boolean reply) {
        return new TraceText(trace, tone).text(reply);
    }

    private String text(boolean reply) {
        Trace.Question asked = trace.question();
        String size = asked.size() == null ? "" : "  payload " + asked.size() + " B";
        out.add(tone.paint(Ink.BOLD, Neutral.of(asked.proto() + " " + asked.from() + " → " + asked.to()))
                + size
                + "   "
                + verdict(trace.verdict())
                + " · the client sees: "
                + trace.symptom());
        resolution();
        paths(trace.paths(), "path");
        if (reply) {
            paths(trace.reply(), "reply path");
        }
        for (Trace.Near near : trace.whyNot()) {
            out.hanging(
                    "nearest  ",
                    9,
                    near.rule() + "   would change it (" + near.hook() + " " + near.table() + " " + near.chain()
                            + "), if it were: " + String.join(", ", near.failed()) + "   " + near.source());
        }
        for (Trace.Assumption assumption : trace.assumptions()) {
            String how = assumption.command().isEmpty() ? "" : "   settle it: " + assumption.command();
            out.hanging("assumed  ", 9, assumption.text() + how);
        }
        return out.text();
    }

    private void resolution() {
        Trace.Resolution resolution = trace.resolution();
        if (resolution.outcome().equals("not-needed")) {
            return;
        }
        String address = resolution.address() == null ? "" : " → " + resolution.address();
        out.add("name " + resolution.outcome() + address);
        for (Trace.Query query : resolution.queries()) {
            String rcode = query.rcode().isEmpty() ? "no answer known" : query.rcode();
            out.add("  ask " + query.server() + "  " + Neutral.of(query.name()) + " " + query.type() + "  " + rcode
                    + "  "
                    + Neutral.of(String.join(" ", query.answers()))
                    + tone.paint(Ink.DIM, " " + word(query.basis()) + " " + String.join(" ", query.sources())));
        }
    }

    private void paths(List<Trace.Path> paths, String noun) {
        for (int i = 0; i < paths.size(); i++) {
            Trace.Path path = paths.get(i);
            String share = path.weight() == 1
                    ? ""
                    : path.weight() == 0 ? "  beside new connections" : "  " + share(path.weight()) + " of connections";
            String endpoint = path.endpoint() == null ? "" : "  to " + path.endpoint() + named(path.endpointObject());
            out.blank();
            out.add(noun + " " + (i + 1) + " of " + paths.size() + share + endpoint + "   " + verdict(path.verdict())
                    + (path.masqueraded() ? "  (source rewritten)" : ""));
            steps(path.steps());
            if (!path.reason().isEmpty()) {
                out.hanging("  because ", 10, path.reason() + cited(path.by()));
            }
            for (Report.Missing missing : path.missing()) {
                String how = missing.command().isEmpty() ? "" : "   get it: " + missing.command();
                out.hanging("  missing ", 10, missing.what() + " (" + missing.why() + ")" + how);
            }
        }
    }

    private static String named(@org.jspecify.annotations.Nullable String object) {
        return object == null ? "" : " (" + object + ")";
    }

    private static String cited(List<String> places) {
        return places.isEmpty() ? "" : "   " + String.join(" ", places);
    }

    private static String share(double weight) {
        return String.format(Locale.ROOT, "%.0f %%", weight * 100);
    }

    private void steps(List<Trace.Step> steps) {
        int where = width(steps.stream().map(TraceText::where).toList(), 28);
        int text = width(steps.stream().map(step -> Neutral.of(step.text())).toList(), WIDEST_TEXT);
        for (Trace.Step step : steps) {
            out.add(String.format(Locale.ROOT, "%3d ", step.n())
                    + pad(where(step), where)
                    + "  "
                    + pad(step.kind(), 10)
                    + "  "
                    + pad(Neutral.of(step.text()), text)
                    + "  "
                    + basis(step.basis())
                    + "  "
                    + tone.paint(Ink.CYAN, Neutral.of(String.join(" ", step.sources()))));
        }
    }

    private static String where(Trace.Step step) {
        String place = step.netns().equals("host") || step.netns().isEmpty() ? step.node() : step.netns();
        return Neutral.of(place.isEmpty() ? step.netns() : place);
    }

    private static int width(List<String> words, int most) {
        return words.stream()
                .mapToInt(String::length)
                .filter(length -> length <= most)
                .max()
                .orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String basis(String basis) {
        String padded = pad(word(basis), "contradicted".length());
        return switch (basis) {
            case "CONTRADICTED" -> tone.paint(Ink.RED, padded);
            case "ASSUMED" -> tone.paint(Ink.YELLOW, padded);
            default -> tone.paint(Ink.DIM, padded);
        };
    }

    private static String word(String basis) {
        return basis.toLowerCase(Locale.ROOT);
    }

    private String verdict(String verdict) {
        return switch (verdict) {
            case "DELIVERED" -> tone.paint(Ink.GREEN, verdict);
            case "UNDETERMINED" -> tone.paint(Ink.YELLOW, verdict);
            default -> tone.paint(Ink.RED, verdict);
        };
    }
}

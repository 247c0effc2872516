package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Trace;
import io.packetwalk.template.WalkView;
import io.packetwalk.template.WalkView.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ladder that everybody climbs by hand: does the name resolve, does the Service lead to an endpoint, whose is it, and does a process on its node take the packet?
 * Each rung says how far this path came; where it ends is no accusation of that rung, the finding says why.
 */
final class Promises {
    private static final String KEPT = "kept";
    private static final String ENDS = "ends";
    private static final String OPEN = "open";
    private static final String BEYOND = "beyond";

    private final Trace trace;
    private final Trace.Path path;
    private final List<Promise> rungs = new ArrayList<>();
    private boolean ended;

    private Promises(Trace trace, Trace.Path path) {
        this.trace = trace;
        this.path = path;
    }

    /** The rungs of a path, the first promise first. */
    static List<Promise> of(Trace trace, Trace.Path path) {
        Promises ladder = new Promises(trace, path);
        ladder.name();
        ladder.service();
        ladder.endpoint();
        ladder.process();
        return List.copyOf(ladder.rungs);
    }

    private void name() {
        Trace.Resolution resolution = trace.resolution();
        if (resolution.queries().isEmpty()) {
            return;
        }
        String asked = resolution.queries().getFirst().name();
        switch (resolution.outcome()) {
            case "resolved" -> rung("Name", KEPT, asked + " is " + resolution.address());
            case "undetermined" -> rung("Name", OPEN, asked);
            default -> rung("Name", ENDS, asked + ": " + resolution.outcome());
        }
    }

    private void service() {
        Optional<Trace.Step> translated = path.steps().stream()
                .filter(step -> step.kind().equals("Translate"))
                .filter(step -> !step.before().dst().equals(step.after().dst()))
                .findFirst();
        boolean asked = trace.question().to().startsWith("svc/");
        if (translated.isPresent()) {
            Trace.Step step = translated.orElseThrow();
            rung(
                    "Service",
                    KEPT,
                    step.before().dst() + " leads to " + step.after().dst());
        } else if (asked && path.endpointObject() != null) {
            rung("Service", KEPT, "leads to its endpoint itself");
        } else if (asked) {
            rung("Service", end(), "no endpoint was chosen");
        }
    }

    private void endpoint() {
        if (path.endpoint() == null) {
            rung("Endpoint", end(), "none was reached");
        } else if (path.endpointObject() == null) {
            rung("Endpoint", OPEN, "no object of the bundle has " + path.endpoint());
        } else {
            rung("Endpoint", KEPT, path.endpoint() + " is " + path.endpointObject());
        }
    }

    private void process() {
        String node = path.steps().isEmpty() ? "" : path.steps().getLast().node();
        String on = node.isEmpty() ? "" : " on " + node;
        if (path.served()) {
            rung("Process", KEPT, "takes the packet" + on);
        } else if (path.delivered()) {
            rung("Process", ENDS, "takes the first packet" + on + ", then: " + path.symptom());
        } else {
            rung("Process", end(), path.verdict() + on);
        }
    }

    private String end() {
        return path.verdict().equals("UNDETERMINED") ? OPEN : ENDS;
    }

    /** Above the rung where the path ended nothing can be said. */
    private void rung(String name, String state, String text) {
        rungs.add(
                ended
                        ? new WalkView.Promise(name, BEYOND, "not reached")
                        : new WalkView.Promise(name, state, Neutral.of(text)));
        ended |= state.equals(ENDS);
    }
}

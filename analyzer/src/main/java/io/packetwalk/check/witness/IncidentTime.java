package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The time a bundle's failures are of: a log goes back for weeks, and what it tells of then explains nothing now.
 *
 * @param window when it happened: the time of the failed flows, else of all captured ones, else of the collection; empty when nothing is dated
 */
public record IncidentTime(Optional<Window> window) {

    /** Evidence further away proves nothing about a failure (failure catalogue, rule b). */
    private static final Duration NEAR = Duration.ofMinutes(5);

    /** What is written over a long time, so that its own window says nothing about when somebody collected. */
    private static final Set<String> LONG = Set.of(
            "app-log", "cni-log", "kube-proxy-log", "coredns-log", "dmesg", "k8s-json", "k8s-yaml", "kubectl-table");

    /** The time of this case. */
    public static IncidentTime of(Case that) {
        return that.once()
                .of(
                        IncidentTime.class,
                        () -> new IncidentTime(span(that.flows()
                                        .passing()
                                        .filter(flow -> flow.state().failed()))
                                .or(() -> span(that.flows().passing()))
                                .or(() -> collected(that))));
    }

    private static Optional<Window> span(Stream<Flow> flows) {
        return flows.map(flow -> new Window(flow.start(), flow.end())).reduce(Window::span);
    }

    private static Optional<Window> collected(Case that) {
        return that.cluster().inventory().readings().stream()
                .filter(entry -> !LONG.contains(entry.format()))
                .map(Inventory.Entry::window)
                .flatMap(Optional::stream)
                .reduce(Window::span);
    }

    /** {@link #covers(Optional)} of this case's time. */
    public static Ternary covers(Case that, Optional<Instant> time) {
        return of(that).covers(time);
    }

    /** Whether something of a time belongs to it: NO when it is more than 300 s before or after, UNKNOWN when either time is. */
    public Ternary covers(Optional<Instant> time) {
        return time.isEmpty() || window.isEmpty()
                ? Ternary.UNKNOWN
                : Ternary.of(Window.at(time.get()).distance(window.get()).compareTo(NEAR) <= 0);
    }
}

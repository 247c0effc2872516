package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Inventory;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a difference between API and node may be no more than a change on its way: kube-proxy writes at most once per {@code minSyncPeriod} and all of it every
 * {@code syncPeriod} (30 s), and the two dumps are never of one instant.
 */
final class Settling {

    /** Two full sync periods (failure catalogue, PW-034). */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private Settling() {}

    /** The condition that the API changed well before the node was dumped: NO when it is known to have changed just before or after, UNKNOWN when no time is known. */
    static Condition settled(Case that, Drift drift, Source rules) {
        String text =
                "the API changed more than " + GRACE.toSeconds() + " s before " + rules.artifact() + " was collected";
        Optional<Window> dumped = that.cluster().inventory().readings().stream()
                .filter(entry -> entry.artifact().equals(rules.artifact()))
                .findFirst()
                .flatMap(Inventory.Entry::window);
        Optional<Instant> changed = drift.service().flatMap(service -> changed(that, drift, service));
        if (dumped.isEmpty() || changed.isEmpty()) {
            return Condition.unknown(text);
        }
        boolean early = changed.get().plus(GRACE).isBefore(dumped.get().from());
        return new Condition(
                text, Ternary.of(early), drift.service().map(Service::slices).orElse(List.of()));
    }

    /** The last change that can have led to this difference, as far as any object tells. */
    private static Optional<Instant> changed(Case that, Drift drift, Service service) {
        Stream<Instant> made = service.object().created().stream();
        Stream<Instant> listed = service.changed().stream();
        Stream<Instant> pods = service.endpoints().stream()
                .filter(endpoint -> touches(drift, endpoint))
                .flatMap(endpoint -> endpoint.target().stream())
                .flatMap(ref -> that.cluster().pod(ref.namespace(), ref.name()).stream())
                .flatMap(Settling::times);
        return Stream.of(made, listed, pods).flatMap(times -> times).max(Comparator.naturalOrder());
    }

    private static boolean touches(Drift drift, Endpoint endpoint) {
        return Stream.concat(drift.absent().stream(), drift.stale().keySet().stream())
                .anyMatch(end -> end.ip().equals(endpoint.ip()));
    }

    private static Stream<Instant> times(Pod pod) {
        return Stream.concat(
                pod.object().created().stream(),
                pod.object().conditions().stream()
                        .filter(condition -> condition.type().equals("Ready"))
                        .map(ConditionStatus::since)
                        .flatMap(Optional::stream));
    }
}

package io.packetwalk.flow;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.net.IpPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who had an address while a flow lasted. The API's answer is of one moment, and an address goes from a pod that ended to one that was created later; a pod has the one address all
 * its life (kubelet reports it from the sandbox), so its time of creation says from when on it may have had it.
 */
final class Tenants {

    /** The API server's clock against that of whoever captured. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private Tenants() {}

    /**
     * An end of a flow.
     *
     * @param from the flow's first packet
     * @param to its last
     */
    static Flow.Party party(Cluster cluster, IpPort at, Instant from, Instant to) {
        Optional<Pod> now = cluster.podAt(at.ip());
        List<Pod> tenants = cluster.directory().tenants().getOrDefault(at.ip(), List.of());
        boolean came = now.filter(pod -> after(pod, to.plus(CLOCKS))).isPresent();
        if (tenants.isEmpty() && !came) {
            return new Flow.Party(at, cluster.objectAt(at.ip()));
        }
        boolean meanwhile = now.filter(pod -> after(pod, from.minus(CLOCKS))).isPresent();
        List<ObjectRef> others = tenants.stream()
                .filter(pod -> pod.live() || meanwhile || now.isEmpty())
                .filter(pod -> !after(pod, to.plus(CLOCKS)))
                .map(Pod::ref)
                .toList();
        return new Flow.Party(at, came ? Optional.empty() : cluster.objectAt(at.ip()), others);
    }

    private static boolean after(Pod pod, Instant time) {
        return pod.object().created().filter(time::isBefore).isPresent();
    }
}

package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import java.util.Optional;

/**
 * One conversation at one capture point: what the stitcher joins.
 *
 * @param point the capture
 * @param device interface it was seen on, empty when unknown
 * @param seen the conversation
 */
public record Sighting(CapturePoint point, String device, ConversationFact seen) {

    /** True when the point is in the client's own network namespace: nothing was translated yet. */
    public boolean atClient(Cluster cluster) {
        return switch (point.place()) {
            case Place.Pod pod ->
                cluster.pod(pod.namespace(), pod.name())
                        .map(known -> known.ips().contains(seen.tuple().src().ip()))
                        .orElse(false);
            // A host outside is the client of what does not come from the cluster.
            case Place.Outside _o ->
                seen.tunnel().isEmpty() && !ours(cluster, seen.tuple().src().ip());
            case Place.Node _n -> false;
            case Place.Cluster _c -> false;
            case Place.Unplaced _u -> false;
        };
    }

    private static boolean ours(Cluster cluster, Ip address) {
        return cluster.podAt(address).isPresent() || cluster.nodeAt(address).isPresent();
    }

    public Leg leg() {
        return new Leg(
                point.artifact(),
                point.place(),
                device,
                Leg.Kind.CAPTURE,
                seen.tuple(),
                seen.tunnel(),
                seen.forward().packets(),
                seen.backward().packets(),
                Optional.of(seen.first()),
                seen.source());
    }
}

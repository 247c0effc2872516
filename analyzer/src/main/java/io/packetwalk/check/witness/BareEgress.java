package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Place;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.net.Ip;
import java.util.Optional;

/** Packets of pods that leave a node for the outside without masquerading: the cause PW-178, and a look-alike of every server outside that is silent. */
public final class BareEgress {

    private BareEgress() {}

    /** The uplink on which an unanswered packet to the outside still has the pod's address. */
    public static Optional<Leg> of(Case that, Flow flow) {
        boolean outward = that.cluster().podAt(flow.client().at().ip()).isPresent()
                && that.cluster().objectAt(flow.reached().ip()).isEmpty()
                && !flow.reached().ip().linkLocal()
                && !podAddress(that, flow.reached().ip())
                && flow.backward().packets() == 0
                && flow.icmpErrors().isEmpty();
        return outward
                ? flow.legs().stream()
                        .filter(leg -> leg.kind() == Leg.Kind.CAPTURE
                                && leg.tunnel().isEmpty()
                                && !podAddress(that, leg.tuple().dst().ip())
                                && leg.place() instanceof Place.Node
                                && leg.tuple()
                                        .src()
                                        .ip()
                                        .equals(flow.client().at().ip())
                                && uplink(that, leg))
                        .findFirst()
                : Optional.empty();
    }

    /** A pod's address although no pod has it now: an endpoint that is gone, not the outside. */
    private static boolean podAddress(Case that, Ip ip) {
        return that.cluster().nodes().stream()
                .flatMap(node -> node.podCidrs().stream())
                .anyMatch(cidr -> cidr.contains(ip));
    }

    /** The device of a default route. */
    private static boolean uplink(Case that, Leg leg) {
        return leg.place() instanceof Place.Node at
                && that.cluster().node(at.name()).stream()
                        .flatMap(node -> node.netns().routes().stream())
                        .anyMatch(route ->
                                route.dst().length() == 0 && route.dev().equals(leg.device()));
    }
}

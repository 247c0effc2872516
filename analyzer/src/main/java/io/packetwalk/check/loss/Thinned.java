package io.packetwalk.check.loss;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.evidence.Place;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connections that suffered, and of which a node's captures have fewer packets than those of the hosts around it. Only they are counted as lost there: a
 * repetition alone may have many reasons.
 *
 * @param flows the connections
 * @param legs where fewer packets were seen, one for each
 */
record Thinned(List<Flow> flows, List<Leg> legs) {

    /** Those that lost packets on the way into the node or out of it. */
    static Thinned at(Case that, Node node) {
        List<Flow> flows = new ArrayList<>();
        List<Leg> legs = new ArrayList<>();
        for (Flow flow : Arrivals.of(that).all()) {
            if (suffered(flow)) {
                lost(that, node, flow).ifPresent(leg -> {
                    flows.add(flow);
                    legs.add(leg);
                });
            }
        }
        return new Thinned(flows, legs);
    }

    List<Flow> failed() {
        return flows.stream().filter(flow -> flow.state().failed()).toList();
    }

    private static boolean suffered(Flow flow) {
        return flow.state() == Flow.State.NO_REPLY
                || flow.state() == Flow.State.HALF_OPEN
                || flow.state() == Flow.State.STALLED
                || flow.tcp()
                        .filter(tcp -> tcp.syns() > 1 || tcp.retransmitsForward() > 0 || tcp.retransmitsBackward() > 0)
                        .isPresent();
    }

    /** A point behind the node's border that has fewer packets of a direction than one before it. */
    private static Optional<Leg> lost(Case that, Node node, Flow flow) {
        List<Leg> here = flow.legs().stream()
                .filter(leg -> leg.kind() == Leg.Kind.CAPTURE && on(that, node, leg.place()))
                .toList();
        List<Leg> elsewhere = flow.legs().stream()
                .filter(leg ->
                        leg.kind() == Leg.Kind.CAPTURE && host(that, leg.place()) && !on(that, node, leg.place()))
                .toList();
        return here.stream()
                .filter(leg -> elsewhere.stream().anyMatch(other -> fewer(flow, leg, other)))
                .findFirst()
                .or(() -> elsewhere.stream()
                        .filter(other -> here.stream().anyMatch(leg -> fewer(flow, other, leg)))
                        .findFirst());
    }

    /** Downstream in the causal order, and with fewer packets of the client's; or upstream, and with fewer of the server's. */
    private static boolean fewer(Flow flow, Leg behind, Leg before) {
        int order = Integer.compare(flow.legs().indexOf(behind), flow.legs().indexOf(before));
        return order > 0
                ? behind.forwardPackets() < before.forwardPackets()
                : behind.backwardPackets() < before.backwardPackets();
    }

    private static boolean on(Case that, Node node, Place place) {
        return switch (place) {
            case Place.Node at -> at.name().equals(node.name());
            case Place.Pod pod -> nodeOf(that, pod).filter(node.name()::equals).isPresent();
            case Place.Outside _o -> false;
            case Place.Cluster _c -> false;
            case Place.Unplaced _u -> false;
        };
    }

    private static boolean host(Case that, Place place) {
        return switch (place) {
            case Place.Node _n -> true;
            case Place.Pod pod -> nodeOf(that, pod).isPresent();
            case Place.Outside _o -> true;
            case Place.Cluster _c -> false;
            case Place.Unplaced _u -> false;
        };
    }

    private static Optional<String> nodeOf(Case that, Place.Pod pod) {
        return that.cluster().pod(pod.namespace(), pod.name()).map(Pod::node);
    }
}

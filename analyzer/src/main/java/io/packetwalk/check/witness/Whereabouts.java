package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import java.util.Comparator;
import java.util.Optional;

/** On which node things are. */
public final class Whereabouts {

    private Whereabouts() {}

    /** The node a pod or node address belongs to; empty for outside addresses and Services. */
    public static Optional<Node> node(Cluster cluster, Ip ip) {
        return cluster.podAt(ip).flatMap(pod -> cluster.node(pod.node())).or(() -> cluster.nodeAt(ip));
    }

    /** The node the client of a flow runs on; empty for clients outside. */
    public static Optional<Node> client(Case that, Flow flow) {
        return node(that.cluster(), flow.client().at().ip());
    }

    /** The node on which a flow enters the cluster's translation: the client's own, else the node it was addressed to, else the first node that saw it. */
    public static Optional<Node> entry(Case that, Flow flow) {
        return client(that, flow)
                .or(() -> that.cluster().nodeAt(flow.server().at().ip()))
                .or(() -> flow.legs().stream()
                        .map(leg -> leg.place() instanceof Place.Node at ? at.name() : "")
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .flatMap(name -> that.cluster().node(name)));
    }

    /** The node of the pod or host that a flow reached, or would have reached. */
    public static Optional<Node> server(Case that, Flow flow) {
        return Reached.by(that, flow).flatMap(end -> node(that.cluster(), end.ip()));
    }

    /** True when the flow was sent by a pod or node of the cluster. */
    public static boolean fromInside(Case that, Flow flow) {
        return client(that, flow).isPresent();
    }

    /** The first artifact of a format that is a node's, one with something in it before one that could not be had. */
    public static Optional<Source> dump(Case that, String format, Node node) {
        return that.cluster().inventory().readings().stream()
                .filter(entry -> entry.format().equals(format) && entry.place().equals(new Place.Node(node.name())))
                .min(Comparator.comparing(entry -> !(entry.presence() instanceof Presence.Collected)))
                .map(entry -> Source.whole(entry.artifact()));
    }
}

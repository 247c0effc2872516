package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Flows of clients outside the cluster, and whether the cluster ever saw them. */
public final class Outsiders {

    private Outsiders() {}

    /** The client is none of the cluster's: no pod, no node, no address of a pod range. */
    public static boolean sent(Case that, Flow flow) {
        Ip client = flow.client().at().ip();
        return that.cluster().objectAt(client).isEmpty()
                && that.cluster().nodes().stream()
                        .flatMap(node -> node.podCidrs().stream())
                        .noneMatch(range -> range.contains(client));
    }

    /** No node and no pod saw a packet of it. */
    public static boolean unseen(Flow flow) {
        return flow.legs().stream().noneMatch(leg -> switch (leg.place()) {
            case Place.Node _n -> true;
            case Place.Pod _p -> true;
            case Place.Outside _o -> false;
            case Place.Cluster _c -> false;
            case Place.Unplaced _u -> false;
        });
    }

    /** The condition that captures of nodes, taken meanwhile, show none of the packets. UNKNOWN when no node captured then. */
    public static Condition lost(Case that, List<Flow> flows) {
        Map<String, Source> watched = new TreeMap<>();
        for (CapturePoint capture : that.cluster().captures()) {
            boolean meanwhile = capture.window()
                    .filter(window -> flows.stream()
                            .allMatch(flow -> window.distance(new Window(flow.start(), flow.end()))
                                    .isZero()))
                    .isPresent();
            if (meanwhile && capture.place() instanceof Place.Node node) {
                watched.put(node.name(), Source.whole(capture.artifact()));
            }
        }
        boolean all = !flows.isEmpty()
                && !that.cluster().nodes().isEmpty()
                && that.cluster().nodes().stream().allMatch(node -> watched.containsKey(node.name()));
        return new Condition(
                "captures of all nodes, taken meanwhile, show none of the packets",
                all ? Ternary.YES : Ternary.UNKNOWN,
                watched.values().stream().limit(3).toList());
    }
}

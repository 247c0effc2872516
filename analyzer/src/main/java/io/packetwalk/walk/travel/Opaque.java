package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Terrain;
import java.util.List;
import java.util.Optional;

/**
 * Datapaths that forward in programs or flow tables of their own. Their rules and routes are only half of the truth: that no rule translates a Service address says
 * nothing there, so a packet of pods or Services ends undetermined on such a node. Recognised by the device each of them makes for itself.
 */
final class Opaque {

    private static final int FIRST_NODE_PORT = 30000;
    private static final int LAST_NODE_PORT = 32767;

    /** One datapath: a pattern of its own devices, and what would show its state. */
    private record Kind(String name, String device, String command) {}

    private static final List<Kind> ALL = List.of(
            new Kind("Antrea", "antrea-gw0", "ovs-ofctl dump-flows br-int"),
            new Kind("Calico's eBPF datapath", "bpf(in|out)\\.cali", "calico-node -bpf nat dump"),
            new Kind("Cilium", "cilium_(host|net|vxlan|geneve)", "cilium-dbg bpf lb list"),
            new Kind("OVN-Kubernetes", "ovn-k8s-mp0", "ovn-nbctl show; ovs-ofctl dump-flows br-int"));

    private Opaque() {}

    /** How a packet in a node's own namespace ends there; empty when rules and routes decide. */
    static Optional<Passage> end(Passage passage, Terrain terrain) {
        Site site = passage.at();
        if (!site.host() || betweenNodes(passage.packet().tuple(), terrain)) {
            return Optional.empty();
        }
        for (Kind kind : ALL) {
            Optional<LinkFact> device = site.netns().links().stream()
                    .filter(link -> link.name().matches(kind.device()))
                    .findFirst();
            if (device.isPresent()) {
                Missing missing = new Missing(
                        "the state of " + kind.name() + " on " + site.name(),
                        "its programs forward here, and they are in no rule and no route",
                        kind.command());
                List<Source> by = List.of(device.get().source());
                return Optional.of(passage.end(Ending.unknown(missing, by)));
            }
        }
        return Optional.empty();
    }

    /** Host to host and no NodePort: plain routing, which these datapaths leave alone. */
    private static boolean betweenNodes(FiveTuple tuple, Terrain terrain) {
        boolean hosts = plain(tuple.src(), terrain) && plain(tuple.dst(), terrain);
        boolean pods = terrain.use(tuple.src().ip()).isPresent()
                || terrain.use(tuple.dst().ip()).isPresent();
        return hosts && !pods;
    }

    private static boolean plain(io.packetwalk.net.IpPort end, Terrain terrain) {
        boolean nodePort = end.port() >= FIRST_NODE_PORT && end.port() <= LAST_NODE_PORT;
        return end.ip().unspecified() || terrain.cluster().nodeAt(end.ip()).isPresent() && !nodePort;
    }
}

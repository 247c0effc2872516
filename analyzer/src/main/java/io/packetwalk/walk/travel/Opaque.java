package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.cni.CiliumNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Datapaths that forward in programs or flow tables of their own. Their rules and routes are only half of the truth: that no rule translates a Service address says
 * nothing there, so a packet of pods or Services ends undetermined on such a node. Recognised by the device each of them makes for itself.
 */
final class Opaque {

    private static final int FIRST_NODE_PORT = 30000;
    private static final int LAST_NODE_PORT = 32767;

    /**
     * One datapath.
     *
     * @param device a pattern of its own devices
     * @param container the container of its agent, in which commands are asked
     * @param commands what shows its state
     * @param read whether what they show is read here; else a reader has to follow it
     */
    private record Kind(String name, String device, String container, List<String> commands, boolean read) {}

    private static final List<Kind> ALL = List.of(
            new Kind(
                    "Antrea",
                    "antrea-gw0",
                    "antrea-ovs",
                    List.of("ovs-ofctl dump-flows br-int", "ovs-ofctl dump-groups br-int"),
                    false),
            new Kind(
                    "Calico's eBPF datapath",
                    "bpf(in|out)\\.cali",
                    "calico-node",
                    List.of(
                            "calico-node -bpf nat dump",
                            "calico-node -bpf routes dump",
                            "calico-node -bpf conntrack dump"),
                    false),
            new Kind(
                    "Cilium",
                    "cilium_(host|net|vxlan|geneve)",
                    "cilium-agent",
                    List.of("cilium-dbg bpf lb list"),
                    true),
            new Kind(
                    "OVN-Kubernetes",
                    "ovn-k8s-mp0",
                    "ovn-controller",
                    List.of("ovn-nbctl lb-list", "ovs-ofctl dump-flows br-int", "ovs-appctl dpctl/dump-conntrack"),
                    false));

    private Opaque() {}

    /** How a packet in a node's own namespace ends there; empty when rules and routes decide. */
    static Optional<Passage> end(Passage passage, Terrain terrain) {
        Site site = passage.at();
        if (!site.host() || betweenNodes(passage.packet().tuple(), terrain)) {
            return Optional.empty();
        }
        boolean listed = CiliumNode.of(site, terrain).isPresent();
        for (Kind kind : ALL) {
            if (listed && kind.name().equals("Cilium")) {
                continue;
            }
            Optional<LinkFact> device = site.netns().links().stream()
                    .filter(link -> link.name().matches(kind.device()))
                    .findFirst();
            if (device.isPresent()) {
                Missing missing = new Missing(
                        "the state of " + kind.name() + " on " + site.name(),
                        "its programs forward here, and they are in no rule and no route"
                                + (kind.read() ? "" : "; what shows them is not read here, a reader has to follow it"),
                        command(kind, terrain.cluster(), site.node()));
                List<Source> by = List.of(device.get().source());
                return Optional.of(passage.end(Ending.unknown(missing, by)));
            }
        }
        return Optional.empty();
    }

    /** Each command as it is asked in the agent's pod on the node; where that was not dumped, on the node. */
    private static String command(Kind kind, Cluster cluster, String node) {
        String where = cluster.pods().stream()
                .filter(pod -> pod.live() && pod.node().equals(node))
                .filter(pod -> pod.object().containers().stream()
                        .anyMatch(container -> container.name().equals(kind.container())))
                .findFirst()
                .map(pod -> "kubectl -n " + pod.ref().namespace() + " exec "
                        + pod.ref().name() + " -c " + kind.container() + " -- ")
                .orElse("");
        return kind.commands().stream().map(command -> where + command).collect(Collectors.joining("; "))
                + (where.isEmpty() ? "  # on " + node : "");
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

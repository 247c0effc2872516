package io.packetwalk;

import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** What carries packets between pods, recognised by links, routes and routing rules, never by the name of a pod. */
final class Datapaths {

    /** One datapath and how a node shows it. */
    private record Datapath(String name, BiPredicate<Node, Cluster> present) {}

    private static final List<Datapath> ALL = List.of(
            new Datapath("antrea", (node, _c) -> link(node, "antrea-gw0")),
            new Datapath("aws-vpc-cni", (node, _c) -> awsRules(node) && link(node, "eni.*")),
            new Datapath("calico", (node, _c) -> link(node, "cali[0-9a-f].*")),
            new Datapath("calico-bgp", (node, _c) -> link(node, "cali[0-9a-f].*") && bird(node)),
            new Datapath("calico-ebpf", (node, _c) -> link(node, "bpf(in|out)\\.cali")),
            new Datapath("calico-ipip", (node, _c) -> routes(node, "tunl0")),
            new Datapath("calico-vxlan", (node, _c) -> link(node, "vxlan\\.calico")),
            new Datapath("calico-wireguard", (node, _c) -> link(node, "wireguard\\.cali")),
            new Datapath("cilium", (node, _c) -> link(node, "cilium_.*")),
            new Datapath("cilium-geneve", (node, _c) -> link(node, "cilium_geneve")),
            new Datapath("cilium-vxlan", (node, _c) -> link(node, "cilium_vxlan")),
            new Datapath(
                    "flannel-host-gw",
                    (node, cluster) -> link(node, "cni0") && !link(node, "flannel[.-].*") && viaNodes(node, cluster)),
            new Datapath("flannel-vxlan", (node, _c) -> vxlan(node, "flannel\\..*")),
            new Datapath("flannel-wireguard", (node, _c) -> link(node, "flannel-wg.*")),
            new Datapath("kube-router", (node, _c) -> link(node, "kube-bridge")),
            new Datapath("ovn-kubernetes", (node, _c) -> link(node, "ovn-k8s-mp0")),
            new Datapath("ptp", (node, cluster) -> podRoutes(node, cluster) && viaNodes(node, cluster)),
            new Datapath("weave", (node, _c) -> link(node, "weave|vxlan-6784")));

    /** When nothing above is there, the kinds of tunnels that are. */
    private static final Set<String> TUNNELS = Set.of("vxlan", "geneve", "wireguard", "ipip", "gre");

    private Datapaths() {}

    /** The names of what a node shows, sorted; a name that another one makes more exact is left out. */
    static List<String> of(Node node, Cluster cluster) {
        List<String> found = ALL.stream()
                .filter(datapath -> datapath.present().test(node, cluster))
                .map(Datapath::name)
                .toList();
        Stream<String> exact =
                found.stream().filter(name -> found.stream().noneMatch(other -> other.startsWith(name + "-")));
        Stream<String> tunnels = node.netns().links().stream()
                .filter(link -> link.flags().contains("UP"))
                .map(LinkFact::kind)
                .filter(TUNNELS::contains);
        return (found.isEmpty() ? tunnels : exact).distinct().sorted().toList();
    }

    private static boolean link(Node node, String pattern) {
        return node.netns().links().stream().anyMatch(link -> link.name().matches(pattern));
    }

    private static boolean vxlan(Node node, String pattern) {
        return node.netns().links().stream()
                .anyMatch(link -> link.name().matches(pattern)
                        && (link.kind().equals("vxlan") || link.vxlan().isPresent()));
    }

    private static boolean routes(Node node, String device) {
        return node.netns().routes().stream()
                .anyMatch(route -> route.dev().equals(device) && route.via().isPresent());
    }

    /** BIRD's routes to other nodes' blocks that leave by no tunnel. */
    private static boolean bird(Node node) {
        return node.netns().routes().stream()
                .anyMatch(route -> route.proto().equals("bird")
                        && route.via().isPresent()
                        && !route.dev().equals("tunl0"));
    }

    /** Other nodes' pods by those nodes' own addresses, without a tunnel. */
    private static boolean viaNodes(Node node, Cluster cluster) {
        NetNs netns = node.netns();
        return cluster.nodes().stream()
                .filter(other -> !other.name().equals(node.name()))
                .anyMatch(other -> netns.routes().stream()
                        .anyMatch(route -> route.via().filter(other::owns).isPresent()
                                && other.podCidrs().stream().anyMatch(cidr -> covers(route, cidr))));
    }

    private static boolean covers(RouteFact route, Cidr cidr) {
        return route.dst().length() > 0 && route.dst().overlaps(cidr);
    }

    /** One route per pod, straight into its veth pair. */
    private static boolean podRoutes(Node node, Cluster cluster) {
        return node.netns().routes().stream()
                .filter(route -> route.dev().startsWith("veth")
                        && route.dst().length() == route.dst().base().bits())
                .map(route -> route.dst().base())
                .anyMatch((Ip ip) -> cluster.podAt(ip).isPresent());
    }

    /** From a pod by the table of its interface (1536), to a pod by the main table (512). */
    private static boolean awsRules(Node node) {
        List<Integer> priorities = node.netns().routingRules().stream()
                .map(RoutingRuleFact::priority)
                .toList();
        return priorities.contains(512) && (priorities.contains(1024) || priorities.contains(1536));
    }
}

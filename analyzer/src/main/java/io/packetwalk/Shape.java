package io.packetwalk;

import io.packetwalk.check.translation.Proxies;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What kind of cluster it is, node by node: how Services are translated and what carries packets between pods. */
final class Shape {
    private Shape() {}

    /** kube-proxy's mode by node ({@code iptables}, {@code nftables}, {@code ipvs}, {@code replaced}, {@code none}), where the dumps tell. */
    static Map<String, String> proxyModes(Cluster cluster) {
        Map<String, String> modes = new TreeMap<>();
        for (Node node : cluster.nodes()) {
            String word = switch (Proxies.of(node)) {
                case IPTABLES -> "iptables";
                case NFTABLES -> "nftables";
                case IPVS -> "ipvs";
                case REPLACED -> "replaced";
                case NONE -> "none";
                case UNKNOWN -> "";
            };
            if (!word.isEmpty()) {
                modes.put(node.name(), word);
            }
        }
        return modes;
    }

    /** Datapaths by node, recognised by the links they make, never by a pod's name. */
    static Map<String, List<String>> datapaths(Cluster cluster) {
        Map<String, List<String>> datapaths = new TreeMap<>();
        for (Node node : cluster.nodes()) {
            Set<String> words = new TreeSet<>();
            for (LinkFact link : node.netns().links()) {
                String word = datapath(link);
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            // "calico-vxlan" already says calico.
            words.removeIf(word -> words.stream().anyMatch(other -> other.startsWith(word + "-")));
            if (!words.isEmpty()) {
                datapaths.put(node.name(), List.copyOf(words));
            }
        }
        return datapaths;
    }

    private static String datapath(LinkFact link) {
        String name = link.name();
        boolean vxlan = link.kind().equals("vxlan") || link.vxlan().isPresent();
        if (name.matches("flannel[.-].*")) {
            return vxlan ? "flannel-vxlan" : name.startsWith("flannel-wg") ? "flannel-wireguard" : "flannel";
        }
        if (name.equals("vxlan.calico")) {
            return "calico-vxlan";
        }
        if (name.equals("wireguard.cali")) {
            return "calico-wireguard";
        }
        if (name.startsWith("cali")) {
            return "calico";
        }
        if (name.equals("cilium_vxlan") || name.equals("cilium_geneve")) {
            return "cilium-" + name.substring("cilium_".length());
        }
        if (name.startsWith("cilium_")) {
            return "cilium";
        }
        return switch (name) {
            case "weave", "vxlan-6784" -> "weave";
            case "ovn-k8s-mp0" -> "ovn-kubernetes";
            case "antrea-gw0" -> "antrea";
            case "kube-bridge" -> "kube-router";
            default -> vxlan ? "vxlan" : link.kind().equals("wireguard") ? "wireguard" : "";
        };
    }
}

package io.packetwalk;

import io.packetwalk.check.translation.Proxies;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** Datapaths by node. */
    static Map<String, List<String>> datapaths(Cluster cluster) {
        Map<String, List<String>> datapaths = new TreeMap<>();
        for (Node node : cluster.nodes()) {
            List<String> words = Datapaths.of(node, cluster);
            if (!words.isEmpty()) {
                datapaths.put(node.name(), words);
            }
        }
        return datapaths;
    }
}

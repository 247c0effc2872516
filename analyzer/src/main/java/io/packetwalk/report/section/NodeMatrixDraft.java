package io.packetwalk.report.section;

import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.report.Neutral;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws up nodes side by side. */
public final class NodeMatrixDraft {
    private static final int SAME = 60;

    private NodeMatrixDraft() {}

    /**
     * Draws up the matrix.
     *
     * @param programmed what each node does with each Service
     */
    public static NodeMatrix of(Cluster cluster, List<NodeMatrix.Programmed> programmed) {
        List<Node> nodes = cluster.nodes();
        List<NodeMatrix.Setting> all = Stream.of(versions(nodes), mtus(nodes), sysctls(nodes))
                .flatMap(settings -> settings)
                .filter(setting -> setting.values().stream().anyMatch(value -> !value.isEmpty()))
                .toList();
        List<NodeMatrix.Setting> differing =
                all.stream().filter(NodeMatrix.Setting::differs).toList();
        return new NodeMatrix(
                nodes.stream().map(Node::name).map(Neutral::of).toList(),
                programmed,
                Stream.concat(
                                differing.stream(),
                                all.stream()
                                        .filter(setting -> !setting.differs())
                                        .limit(SAME))
                        .toList());
    }

    private static Stream<NodeMatrix.Setting> versions(List<Node> nodes) {
        return Stream.of(
                version("kernel", nodes, NodeFact::kernelVersion),
                version("kubelet", nodes, NodeFact::kubeletVersion),
                version("kube-proxy", nodes, NodeFact::kubeProxyVersion),
                version("operating system", nodes, NodeFact::osImage));
    }

    private static NodeMatrix.Setting version(String name, List<Node> nodes, Function<NodeFact, String> field) {
        return setting("version", name, nodes, node -> node.object().map(field).orElse(""));
    }

    /** Interfaces that more than one node has; veths of pods have names of their own. */
    private static Stream<NodeMatrix.Setting> mtus(List<Node> nodes) {
        Set<String> names = new TreeSet<>();
        nodes.forEach(node -> node.netns().links().stream()
                .map(LinkFact::name)
                .filter(name -> nodes.stream()
                                .filter(each -> each.netns().link(name).isPresent())
                                .count()
                        > 1)
                .forEach(names::add));
        return names.stream()
                .map(name -> setting(
                        "MTU",
                        name,
                        nodes,
                        node -> node.netns()
                                .link(name)
                                .map(link -> Integer.toString(link.mtu()))
                                .orElse("")));
    }

    private static Stream<NodeMatrix.Setting> sysctls(List<Node> nodes) {
        Set<String> keys = nodes.stream()
                .flatMap(node -> node.netns().sysctls().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        // What the kernel counts is no setting.
        return keys.stream()
                .filter(key -> !key.endsWith("_count"))
                .map(key -> setting(
                        "kernel setting",
                        key,
                        nodes,
                        node -> node.netns().sysctl(key).map(SysctlFact::value).orElse("")));
    }

    private static NodeMatrix.Setting setting(
            String kind, String name, List<Node> nodes, Function<Node, String> value) {
        List<String> values =
                nodes.stream().map(value).map(String::strip).map(Neutral::of).toList();
        boolean differs =
                values.stream().filter(each -> !each.isEmpty()).distinct().count() > 1;
        return new NodeMatrix.Setting(kind, Neutral.of(name), differs, values);
    }
}

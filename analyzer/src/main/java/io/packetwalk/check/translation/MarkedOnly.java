package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Failed flows whose packets a node's Service proxy marks for masquerading, that reach their pod with their own source all the same, and whose answers do not
 * come back.
 *
 * @param node where they are marked
 * @param mark the rule that marks them
 * @param failed the flows
 */
record MarkedOnly(Node node, Step mark, List<Flow> failed) {

    /** Where kube-proxy marks: in iptables (pkg/proxy/iptables) and in nft (pkg/proxy/nftables). */
    private static final Set<String> MARKING = Set.of("KUBE-MARK-MASQ", "mark-for-masquerade");

    static List<MarkedOnly> of(Case that) {
        TreeMap<String, MarkedOnly> found = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            that.walks()
                    .of(flow)
                    .filter(walk -> walk.reply().stream().anyMatch(Paths::broken))
                    .flatMap(walk -> marked(flow, walk))
                    .ifPresent(mark -> that.cluster()
                            .node(mark.node())
                            .ifPresent(node -> found.computeIfAbsent(
                                            node.name(), _new -> new MarkedOnly(node, mark, new ArrayList<>()))
                                    .failed()
                                    .add(flow)));
        }
        return List.copyOf(found.values());
    }

    private static Optional<Step> marked(Flow flow, Walk walk) {
        return walk.paths().stream()
                .filter(path -> path.verdict() instanceof Verdict.Delivered && !path.masqueraded())
                .filter(path -> flow.translated().isEmpty()
                        || path.endpoint().equals(flow.translated().map(Flow.Party::at)))
                .flatMap(path -> path.steps().stream())
                .filter(step -> step.kind() == Step.Kind.RULE_HIT && MARKING.contains(step.chain()))
                .findFirst();
    }
}

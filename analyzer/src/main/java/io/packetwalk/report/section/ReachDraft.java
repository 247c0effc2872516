package io.packetwalk.report.section;

import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.report.Neutral;
import java.util.List;
import java.util.stream.Collectors;

/** Draws up which policies there are. Who may reach whom is the policy engine's to say. */
public final class ReachDraft {
    private ReachDraft() {}

    public static Reach of(Cluster cluster) {
        List<Reach.Policy> policies = cluster.policies().networkPolicies().stream()
                .map(ReachDraft::policy)
                .toList();
        return new Reach(
                policies,
                List.of(),
                List.of(),
                policies.isEmpty()
                        ? "The bundle has no NetworkPolicy. Where none selects a pod, every connection is allowed."
                        : "Allowed connections are not listed in this report: packetwalk policy BUNDLE --list");
    }

    private static Reach.Policy policy(NetworkPolicyFact fact) {
        return new Reach.Policy(
                Neutral.of("np/" + fact.ref().namespace() + "/" + fact.ref().name()),
                Neutral.of(selector(fact.podSelector())),
                fact.policyTypes(),
                fact.ingress().size() + fact.egress().size(),
                fact.source().toString());
    }

    private static String selector(LabelSelector selector) {
        String labels = selector.matchLabels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        String expressions = selector.matchExpressions().stream()
                .map(each -> each.key() + " " + each.operator() + (each.values().isEmpty() ? "" : " " + each.values()))
                .collect(Collectors.joining(", "));
        String text = labels + (labels.isEmpty() || expressions.isEmpty() ? "" : ", ") + expressions;
        return text.isEmpty() ? "all pods of the namespace" : text;
    }
}

package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Enforcement;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** PW-078: policies select pods on a node where nothing enforces them: what they deny is let through. */
public final class NotEnforced implements Check {

    private static final CheckId ID = new CheckId("PW-078", "np-not-enforced", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().policies().isEmpty()) {
            return new Outcome.NotApplicable("the bundle has no policy object");
        }
        PolicyEngine engine = PolicyEngine.of(that.cluster().policies());
        Ends ends = Ends.of(that.cluster());
        Map<String, List<Ends.Member>> byNode =
                ends.members().stream().collect(Collectors.groupingBy(Ends.Member::node));
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            List<End> guarded = byNode.getOrDefault(node.name(), List.of()).stream()
                    .map(Ends.Member::end)
                    .filter(end -> !engine.guard(Direction.INGRESS, end).idle()
                            || !engine.guard(Direction.EGRESS, end).idle())
                    .toList();
            if (guarded.isEmpty()) {
                continue;
            }
            switch (Enforcement.of(node)) {
                case NONE -> findings.add(finding(that, engine, ends, node, guarded));
                case UNKNOWN ->
                    missing.add(new Missing(
                            "packet rules of " + node.name(),
                            "whether something enforces policies there",
                            "iptables-save -c; nft list ruleset  # on " + node.name()));
                case KUBE_ROUTER, CALICO, KUBE_NETWORK_POLICIES, CILIUM -> {}
            }
        }
        return Outcome.of(findings, missing, "every node with pods that policies select has a policy engine");
    }

    private static Finding finding(Case that, PolicyEngine engine, Ends ends, Node node, List<End> guarded) {
        List<Violation> seen = Violation.of(that, engine, ends, node);
        Source rules = Whereabouts.dump(that, "iptables-save", node).orElse(Source.whole("nodes/" + node.name()));
        List<Flow> flows = seen.stream().map(Violation::flow).toList();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(
                        seen.isEmpty()
                                ? "Policies select " + guarded.size() + " pods on " + node.name()
                                        + ", which nothing there enforces."
                                : seen.size() + " connections on " + node.name() + " were made that policies deny.")
                .why("No rule, link or queue of a policy engine is on " + node.name()
                        + ": NetworkPolicies have no effect there.")
                .shows("no chain of a policy engine", rules);
        engine.guard(Direction.INGRESS, guarded.getFirst()).policies().stream()
                .findFirst()
                .or(() -> engine.guard(Direction.EGRESS, guarded.getFirst()).policies().stream()
                        .findFirst())
                .ifPresent(policy -> claim.shows(
                        policy.ref() + " selects " + guarded.getFirst().name(), policy.source()));
        seen.stream().limit(2).forEach(violation -> {
            By by = violation.by();
            claim.shows(by.policy() + " " + by.text(), by.source());
            claim.shows(
                    violation.flow().client().at() + " to " + violation.flow().reached() + ": established",
                    violation.flow().nearest().source());
        });
        Proof proof = new Proof(
                Condition.yes("nothing on the node enforces policies", List.of(rules)),
                new Condition(
                        "a connection that policies deny goes through the node",
                        seen.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        flows.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("such a connection was made", seen.isEmpty() ? Ternary.UNKNOWN : Ternary.YES, List.of()),
                Moments.near(that, rules, flows),
                List.of());
        return claim.not("PW-079", "there is no engine whose rules could be stale")
                .remedy(
                        "iptables-save | grep -cE 'KUBE-ROUTER|cali-'; nft list tables  # on " + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "install a policy engine (Calico, Cilium, kube-router, kube-network-policies)",
                        "high, policies begin to deny",
                        "remove it")
                .then("packetwalk analyze NEW-BUNDLE")
                .unless("an engine that leaves no trace in rules, queues or links")
                .finding(Severity.S3, proof);
    }

    /**
     * An established flow that policies deny at one end, on a node.
     *
     * @param flow the flow
     * @param by what denies it
     */
    record Violation(Flow flow, By by) {

        static List<Violation> of(Case that, PolicyEngine engine, Ends ends, Node node) {
            List<Violation> found = new ArrayList<>();
            for (Flow flow : that.flows().all()) {
                if (flow.state() == Flow.State.OK && flow.proto().hasPorts()) {
                    DeniedEnd.of(that, engine, ends, flow)
                            .filter(end -> end.node().equals(node.name()))
                            .map(end -> new Violation(flow, end.by()))
                            .ifPresent(found::add);
                }
            }
            return List.copyOf(found);
        }
    }

    /**
     * Where a flow is denied.
     *
     * @param node node of the pod whose policies deny it
     * @param by what denies it
     */
    record DeniedEnd(String node, By by) {
        static Optional<DeniedEnd> of(Case that, PolicyEngine engine, Ends ends, Flow flow) {
            var sender = that.cluster().podAt(flow.client().at().ip());
            var receiver = that.cluster().podAt(flow.reached().ip());
            if (sender.isEmpty() || receiver.isEmpty() || sender.equals(receiver)) {
                return Optional.empty();
            }
            var inquiry = io.packetwalk.policy.inquiry.Inquiry.of(
                    engine,
                    ends.at(flow.client().at().ip(), that.cluster()),
                    ends.at(flow.reached().ip(), that.cluster()),
                    flow.proto(),
                    flow.reached().port());
            if (inquiry.egress().verdict() == io.packetwalk.policy.inquiry.Inquiry.Word.DENIED) {
                return Optional.of(
                        new DeniedEnd(sender.get().node(), inquiry.egress().by().getFirst()));
            }
            return inquiry.ingress().verdict() == io.packetwalk.policy.inquiry.Inquiry.Word.DENIED
                    ? Optional.of(new DeniedEnd(
                            receiver.get().node(), inquiry.ingress().by().getFirst()))
                    : Optional.empty();
        }
    }
}

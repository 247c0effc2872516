package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Enforcement;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-079: the policy rules of a node do something else than the policies say: they stop what is allowed, or let pass what is denied. */
public final class StaleProgramming implements Check {

    private static final CheckId ID = new CheckId("PW-079", "np-stale-programming", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean programmed =
                that.cluster().nodes().stream().map(Enforcement::of).anyMatch(Enforcement::byRules);
        if (!programmed) {
            return new Outcome.NotApplicable("no node enforces policies by packet rules");
        }
        PolicyEngine engine = PolicyEngine.of(that.cluster().policies());
        Ends ends = Ends.of(that.cluster());
        List<Missing> missing = new ArrayList<>();
        List<Finding> findings = new ArrayList<>(stopping(that, engine, ends, missing));
        for (Node node : that.cluster().nodes()) {
            if (Enforcement.of(node).byRules()) {
                passing(that, engine, ends, node).ifPresent(findings::add);
            }
        }
        return Outcome.of(
                findings,
                missing.stream().distinct().toList(),
                "where flows were seen, policy rules and policies agree");
    }

    /** Failed flows that end at a policy rule although every policy allows them, by node. */
    private static List<Finding> stopping(Case that, PolicyEngine engine, Ends ends, List<Missing> missing) {
        Map<String, List<Flow>> byNode = new TreeMap<>();
        FailedFlows failures = new FailedFlows(that);
        for (Flow flow : that.flows().failed()) {
            Optional<Path> path = failures.brokenPath(flow);
            Optional<Step> stop = path.flatMap(Paths::last);
            boolean policed = stop.filter(step -> Denial.stoppedAt(path.get(), step.node()))
                    .isPresent();
            if (policed && allowed(that, engine, ends, flow, path.get())) {
                if (!selected(that, engine, ends, flow, path.get())) {
                    missing.add(new Missing(
                            "the policies that the rules of " + stop.get().node() + " enforce",
                            "they stop a connection of pods that no policy of the bundle selects: the policy is gone, or the list is not whole",
                            "kubectl get networkpolicies,pods -A -o json"));
                    continue;
                }
                byNode.computeIfAbsent(stop.get().node(), node -> new ArrayList<>())
                        .add(flow);
            }
        }
        List<Finding> findings = new ArrayList<>();
        byNode.forEach((node, flows) -> findings.add(stopped(that, node, flows)));
        return findings;
    }

    private static boolean allowed(Case that, PolicyEngine engine, Ends ends, Flow flow, Path path) {
        return path.endpoint()
                .filter(to -> Inquiry.of(
                                        engine,
                                        ends.at(
                                                path.sourceSeen()
                                                        .orElse(flow.client()
                                                                .at()
                                                                .ip()),
                                                that.cluster()),
                                        ends.at(to.ip(), that.cluster()),
                                        flow.proto(),
                                        to.port())
                                .verdict()
                        == Inquiry.Word.ALLOWED)
                .isPresent();
    }

    /** A policy of the bundle selects one of the two pods. Rules of a policy that is not in the bundle prove nothing: its list may not have been dumped. */
    private static boolean selected(Case that, PolicyEngine engine, Ends ends, Flow flow, Path path) {
        boolean sender = !engine.guard(
                        Direction.EGRESS, ends.at(flow.client().at().ip(), that.cluster()))
                .idle();
        boolean receiver = path.endpoint()
                .filter(to -> !engine.guard(Direction.INGRESS, ends.at(to.ip(), that.cluster()))
                        .idle())
                .isPresent();
        return sender || receiver;
    }

    private static Finding stopped(Case that, String node, List<Flow> failed) {
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> failed.stream()
                        .anyMatch(one -> one.server().at().equals(flow.server().at())))
                .toList();
        Path path = new FailedFlows(that).brokenPath(failed.getFirst()).orElseThrow();
        Source rule =
                path.by().isEmpty() ? Source.whole("nodes/" + node) : path.by().getFirst();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed("connections that the policies allow, at " + node, failed, all))
                .why(
                        "The policy rules of " + node
                                + " stop what the policies of the API allow: its engine has not programmed their present state.")
                .shows("the rule that stops it", rule);
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        flow.client().at() + " to " + flow.reached() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = new Proof(
                Condition.yes(
                        "the node's policy rules and the API's policies differ for this connection", List.of(rule)),
                Paths.end(that, "the walk ends at that rule", failed, end -> Paths.decidedBy(end, rule)),
                Condition.yes(
                        "connections failed",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, rule, failed),
                List.of(Condition.yes("PW-069: no policy denies it", List.of())));
        return claim.not("PW-069", "every policy that selects the pods allows it")
                .remedy(
                        "kubectl -n kube-system get pods -o wide --field-selector spec.nodeName=" + node,
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system delete pod POLICY-AGENT  # the one on " + node
                                + ", after collecting its log",
                        "low, the agent starts anew",
                        "none needed")
                .then(Sentences.trace(failed, failed.getFirst().server().at().toString()))
                .unless(
                        "a dump of the API objects of the time of the rules: the policy may have been changed between them")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    /** Established flows that policies deny and that the node's rules let pass as well: seen and predicted. */
    private static Optional<Finding> passing(Case that, PolicyEngine engine, Ends ends, Node node) {
        List<NotEnforced.Violation> seen = NotEnforced.Violation.of(that, engine, ends, node).stream()
                .filter(violation -> that.walks().of(violation.flow()).stream()
                        .flatMap(walk -> walk.paths().stream())
                        .anyMatch(path -> path.verdict() instanceof Verdict.Delivered
                                && path.endpoint()
                                        .filter(violation.flow().reached()::equals)
                                        .isPresent()))
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        NotEnforced.Violation first = seen.getFirst();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(seen.size() + " connections were made that policies deny at " + node.name() + ".")
                .why("The policy rules of " + node.name() + " let pass what "
                        + first.by().policy() + " denies.")
                .shows(first.by().policy() + " " + first.by().text(), first.by().source())
                .shows(
                        first.flow().client().at() + " to " + first.flow().reached() + ": established",
                        first.flow().nearest().source());
        Proof proof = new Proof(
                Condition.yes("the policies deny it", List.of(first.by().source())),
                new Condition("the walk through the node's rules is delivered", Ternary.YES, List.of()),
                Condition.yes(
                        "the connection was made",
                        List.of(first.flow().nearest().source())),
                Moments.near(
                        that,
                        first.by().source(),
                        seen.stream().map(NotEnforced.Violation::flow).toList()),
                List.of());
        return Optional.of(claim.not("PW-078", "the node has a policy engine's rules")
                .remedy("iptables-save -c; ipset save  # on " + node.name(), "none, reads only", "")
                .then("packetwalk analyze NEW-BUNDLE")
                .unless("a connection that is older than the policy")
                .finding(Severity.S3, proof));
    }
}

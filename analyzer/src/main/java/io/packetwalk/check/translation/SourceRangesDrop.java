package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** PW-053: the client of a LoadBalancer address is outside its source ranges: kube-proxy drops the packet. */
public final class SourceRangesDrop implements Check {

    private static final CheckId ID = new CheckId("PW-053", "lb-source-ranges-drop", "translation", 10);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> guarded = that.cluster().services().stream()
                .filter(service -> !service.object().sourceRanges().isEmpty())
                .toList();
        if (guarded.isEmpty()) {
            return new Outcome.NotApplicable("no Service has loadBalancerSourceRanges");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : guarded) {
            List<Flow> refused = new FailedFlows(that).where(flow -> outside(service, flow));
            if (!refused.isEmpty()) {
                findings.add(finding(that, service, refused));
            }
        }
        return Outcome.of(findings, List.of(), "no client outside the source ranges failed");
    }

    /** Sent to the balancer's address from an address that no range has. A node port is not guarded. */
    private static boolean outside(Service service, Flow flow) {
        Ip client = flow.client().at().ip();
        return service.object().loadBalancer().stream()
                        .anyMatch(point -> point.ip()
                                .filter(flow.server().at().ip()::equals)
                                .isPresent())
                && service.port(flow.proto(), flow.server().at().port()).isPresent()
                && (flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                && service.object().sourceRanges().stream().noneMatch(range -> range.contains(client));
    }

    private static Finding finding(Case that, Service service, List<Flow> failed) {
        Flow first = failed.getFirst();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.server().at().equals(first.server().at()));
        String ranges =
                service.object().sourceRanges().stream().map(Cidr::toString).collect(Collectors.joining(", "));
        List<IptablesRuleFact> drops = that.cluster().nodes().stream()
                .flatMap(node -> node.netns().rules().rules().stream())
                .filter(rule ->
                        rule.chain().startsWith("KUBE-FW-") || rule.chain().equals("KUBE-PROXY-FIREWALL"))
                .filter(rule -> rule.text()
                                .contains(service.ref().namespace() + "/"
                                        + service.ref().name() + ":")
                        || rule.text().contains(first.server().at().ip().toString()))
                .toList();
        boolean reached = that.flows().all().stream()
                .filter(flow -> flow.state() == Flow.State.OK)
                .anyMatch(flow -> Traffic.to(that, service).all().contains(flow));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + " at " + first.server().at(), failed, all))
                .why("The Service admits " + ranges + "; " + first.client().at().ip()
                        + " is in none of them, so kube-proxy drops its packets.")
                .shows("loadBalancerSourceRanges " + ranges, service.object().source())
                .shows(
                        "SYN from " + first.client().at().ip() + ": " + Sentences.word(first.state()),
                        first.nearest().source());
        drops.stream().limit(2).forEach(rule -> claim.shows(rule.text(), rule.source()));
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "the client is in none of the source ranges",
                        List.of(service.object().source())),
                failed,
                path -> path.verdict() instanceof Verdict.Dropped && Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-105: the packet arrives at a node, and the Service is reached otherwise",
                        reached
                                        && failed.stream()
                                                .anyMatch(flow -> flow.legs().stream()
                                                        .anyMatch(leg -> leg.place() instanceof Place.Node))
                                ? Ternary.YES
                                : Ternary.UNKNOWN,
                        List.of(first.nearest().source())));
        String patch = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " -p '{\"spec\":{\"loadBalancerSourceRanges\":[";
        String old = service.object().sourceRanges().stream()
                .map(range -> "\"" + range + "\"")
                .collect(Collectors.joining(","));
        return claim.not("PW-018", "the drop comes before the choice of an endpoint")
                .remedy(
                        patch + old + ",\"" + Cidr.host(first.client().at().ip()) + "\"]}}'",
                        "low, admits one more client; better: the client's whole range",
                        patch + old + "]}}'")
                .then(Sentences.trace(failed, first.server().at().toString()))
                .unless("a Service dump of the same time whose ranges have the client")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}

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
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-048: no node has any Service rules and nothing replaces kube-proxy: every cluster IP is dead. */
public final class NoServiceProxy implements Check {

    private static final CheckId ID = new CheckId("PW-048", "no-service-proxy", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean services = that.cluster().services().stream()
                .anyMatch(service -> !service.object().clusterIps().isEmpty());
        if (!services) {
            return new Outcome.NotApplicable("no Service with a cluster IP in the bundle");
        }
        List<Node> nodes = that.cluster().nodes();
        List<Missing> missing = nodes.stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.UNKNOWN)
                .map(node -> new Missing(
                        "rules of " + node.name(),
                        "not dumped, or not completely",
                        "iptables-save -c; nft -a list ruleset on " + node.name()))
                .toList();
        boolean none = !nodes.isEmpty() && nodes.stream().allMatch(node -> Proxies.of(node) == Proxies.Kind.NONE);
        return none
                ? new Outcome.Found(List.of(finding(that, nodes)))
                : nodes.stream().anyMatch(node -> known(Proxies.of(node)))
                        ? new Outcome.Clear("a node has Service rules")
                        : new Outcome.Undetermined(missing);
    }

    private static boolean known(Proxies.Kind kind) {
        return kind != Proxies.Kind.UNKNOWN && kind != Proxies.Kind.NONE;
    }

    private static Finding finding(Case that, List<Node> nodes) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> that.cluster().serviceAt(flow.server().at().ip()).isPresent());
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        List<Lookup> lookups = that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> that.cluster().serviceAt(lookup.server().ip()).isPresent())
                .toList();
        List<Source> dumps = nodes.stream()
                .flatMap(node -> Whereabouts.dump(that, "iptables-save", node).stream())
                .toList();
        boolean proxy = that.cluster().pods().stream()
                .anyMatch(pod -> pod.live() && pod.ref().name().startsWith("kube-proxy"));
        Proof proof = Stated.ending(
                that,
                Condition.yes("complete dumps of all " + nodes.size() + " nodes show no Service rule", dumps),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-033: it is every node, not one",
                        Ternary.of(nodes.size() > 1).or(Ternary.UNKNOWN),
                        dumps));
        Claim claim = Claim.of(ID)
                .about(new ObjectRef("DaemonSet", "kube-system", "kube-proxy"))
                .what(Sentences.failed("Service addresses from every node", failed, all))
                .why("No node has Service rules"
                        + (proxy ? ", though kube-proxy pods exist." : ", and no kube-proxy pod exists."));
        dumps.stream().limit(4).forEach(dump -> claim.shows("no KUBE-SERVICES rule and no kube-proxy table", dump));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "to " + flow.server().at() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        return claim.not("PW-033", "no node has Service rules")
                .remedy("kubectl -n kube-system get daemonset kube-proxy -o wide", "none, reads only", "")
                .then("iptables-save -t nat | grep -c KUBE-SVC on a node")
                .unless("an eBPF datapath that the dumps do not show: cilium-dbg status | grep KubeProxyReplacement")
                .explains(that, failed, all.size())
                .explainsLookups(lookups)
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PW-033: one node has no Service rules at all while others have: kube-proxy never ran there, or its rules were flushed. */
public final class KubeProxyDown implements Check {

    private static final CheckId ID = new CheckId("PW-033", "kubeproxy-down-on-node", "translation", 11);

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
        Map<Node, Proxies.Kind> kinds = new LinkedHashMap<>();
        that.cluster().nodes().forEach(node -> kinds.put(node, Proxies.of(node)));
        boolean others = kinds.values().stream()
                .anyMatch(kind ->
                        kind == Proxies.Kind.IPTABLES || kind == Proxies.Kind.NFTABLES || kind == Proxies.Kind.IPVS);
        List<Node> bare = kinds.entrySet().stream()
                .filter(entry -> entry.getValue() == Proxies.Kind.NONE)
                .map(Map.Entry::getKey)
                .toList();
        if (others && !bare.isEmpty()) {
            return new Outcome.Found(
                    bare.stream().map(node -> finding(that, node, kinds)).toList());
        }
        List<Finding> idle = kinds.entrySet().stream()
                .filter(entry -> entry.getValue() == Proxies.Kind.UNKNOWN)
                .flatMap(entry -> IdleProxy.on(that, entry.getKey()).stream())
                .map(idleProxy -> idleProxy.finding(ID))
                .toList();
        if (!idle.isEmpty()) {
            return new Outcome.Found(idle);
        }
        List<Missing> missing = kinds.entrySet().stream()
                .filter(entry -> entry.getValue() == Proxies.Kind.UNKNOWN)
                .map(entry -> new Missing(
                        "rules of " + entry.getKey().name(),
                        "not dumped, or not completely",
                        "iptables-save -c; nft -a list ruleset on "
                                + entry.getKey().name()))
                .toList();
        return missing.isEmpty()
                ? new Outcome.Clear("every node has Service rules, or none has (PW-048)")
                : new Outcome.Undetermined(missing);
    }

    /** Sent to a Service's address or to one of its node ports. */
    static boolean toService(Case that, Flow flow) {
        IpPort to = flow.server().at();
        return that.cluster().serviceAt(to.ip()).isPresent()
                || that.cluster().nodeAt(to.ip()).isPresent()
                        && !that.cluster()
                                .servicesAtNodePort(flow.proto(), to.port())
                                .isEmpty();
    }

    private static Finding finding(Case that, Node node, Map<Node, Proxies.Kind> kinds) {
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> toService(that, flow))
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .toList();
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        List<Lookup> lookups = that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> that.cluster().serviceAt(lookup.server().ip()).isPresent())
                .filter(lookup -> Whereabouts.node(that.cluster(), lookup.client())
                        .filter(node::equals)
                        .isPresent())
                .toList();
        Source rules = Whereabouts.dump(that, "iptables-save", node).orElse(Source.whole("nodes/" + node.name()));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("Service addresses from " + node.name(), failed, all))
                .why(node.name()
                        + " has no Service rules: packets to a cluster IP are not translated and leave by the"
                        + " default route.")
                .shows("no KUBE-SERVICES rule and no kube-proxy table", rules);
        kinds.entrySet().stream()
                .filter(entry -> entry.getValue() == Proxies.Kind.IPTABLES)
                .findFirst()
                .flatMap(entry -> entry.getKey().netns().rules().rules().stream()
                        .filter(rule -> rule.chain().equals("KUBE-SERVICES"))
                        .findFirst())
                .ifPresent(rule -> claim.shows("another node has them", rule.source()));
        Optional<Pod> proxy = that.cluster().pods().stream()
                .filter(pod ->
                        pod.node().equals(node.name()) && pod.ref().name().startsWith("kube-proxy"))
                .findFirst();
        proxy.ifPresent(pod ->
                claim.shows(pod.ref() + " ready=" + pod.ready(), pod.object().source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "flow to " + flow.server() + ": " + Sentences.word(flow.state()) + ", never translated",
                        flow.nearest().source()));
        node.netns().conntrack().stream()
                .filter(entry -> entry.unreplied()
                        && entry.original().dst().equals(entry.reply().src()))
                .filter(entry ->
                        that.cluster().serviceAt(entry.original().dst().ip()).isPresent())
                .findFirst()
                .ifPresent(entry -> claim.shows(
                        "conntrack entry to " + entry.original().dst() + " without translation", entry.source()));
        boolean elsewhere = that.flows().all().stream()
                .anyMatch(flow -> flow.state() == Flow.State.OK
                        && that.cluster().serviceAt(flow.server().at().ip()).isPresent()
                        && Whereabouts.entry(that, flow)
                                .filter(other -> !other.equals(node))
                                .isPresent());
        Proof proof = new Proof(
                Condition.yes("complete rule dumps of " + node.name() + " show no Service rule", List.of(rules)),
                Paths.end(that, "the walk leaves untranslated", failed, path -> Paths.beforeAnyPod(that, path)),
                new Condition(
                        "connections to Services failed from there",
                        Ternary.of(!failed.isEmpty() || !lookups.isEmpty()),
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Moments.near(that, rules, failed),
                List.of(new Condition(
                        "PW-048: Services work from other nodes",
                        elsewhere ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        return claim.not("PW-034", "not one Service is programmed, so it is not drift of some")
                .not("PW-048", "other nodes have Service rules")
                .remedy(
                        "kubectl -n kube-system get pods -l k8s-app=kube-proxy --field-selector spec.nodeName="
                                + node.name() + " -o wide",
                        "none, reads only",
                        "")
                .remedy("kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=200 --prefix", "none, reads only", "")
                .then("iptables-save -t nat | grep -c KUBE-SVC on " + node.name())
                .unless("rules of another backend or an eBPF datapath that was not dumped")
                .explains(that, failed, all.size())
                .explainsLookups(lookups)
                .finding(Severity.S1, proof);
    }
}

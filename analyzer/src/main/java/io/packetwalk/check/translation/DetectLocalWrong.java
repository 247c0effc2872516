package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-038: kube-proxy takes a node's own pods for strangers, for its range of pods is not theirs, and hides them behind the node's address. */
public final class DetectLocalWrong implements Check {

    private static final CheckId ID = new CheckId("PW-038", "detect-local-wrong", "translation", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A rule that marks what does not come from a range, and pods of the node that are not in it. */
    private record Mismatch(Node node, IptablesRuleFact rule, Cidr range, List<Pod> strangers) {}

    @Override
    public Outcome run(Case that) {
        List<Node> nodes = that.cluster().nodes().stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.IPTABLES)
                .toList();
        if (nodes.isEmpty() || that.cluster().pods().isEmpty()) {
            return new Outcome.NotApplicable("no node with rules of kube-proxy in iptables mode, or no pods");
        }
        List<Finding> findings = new ArrayList<>();
        nodes.forEach(node -> mismatch(that, node).ifPresent(found -> findings.add(finding(that, found))));
        return Outcome.of(findings, List.of(), "kube-proxy knows the pods of every node as local");
    }

    /** All such rules of one kube-proxy name one range (kubernetes pkg/proxy/util/localdetector.go), so that the first one tells. */
    private static Optional<Mismatch> mismatch(Case that, Node node) {
        return node.netns().rules().rules().stream()
                .filter(rule -> rule.family().equals("ip")
                        && rule.table().equals("nat")
                        && rule.chain().startsWith("KUBE-SVC-"))
                .filter(rule -> rule.options().stream()
                        .anyMatch(option ->
                                option.name().equals("-j") && option.arg().equals("KUBE-MARK-MASQ")))
                .flatMap(rule -> notFrom(rule).stream()
                        .map(range -> new Mismatch(node, rule, range, strangers(that, node, range))))
                .findFirst()
                .filter(found -> !found.strangers().isEmpty());
    }

    private static Optional<Cidr> notFrom(IptablesRuleFact rule) {
        return rule.options().stream()
                .filter(option -> option.name().equals("-s") && option.negated())
                .map(Option::arg)
                .findFirst()
                .flatMap(Cidr::parse);
    }

    private static List<Pod> strangers(Case that, Node node, Cidr range) {
        return that.cluster().pods().stream()
                .filter(pod -> pod.node().equals(node.name()) && pod.ownNetwork() && pod.live())
                .filter(pod -> pod.ips().stream().anyMatch(ip -> !ip.v6())
                        && pod.ips().stream().filter(ip -> !ip.v6()).noneMatch(range::contains))
                .toList();
    }

    /** An entry of such a pod whose answer comes to another address than the pod's: it was hidden. */
    private static Optional<ConntrackFact> hidden(Mismatch found) {
        Set<Ip> addresses = found.strangers().stream()
                .flatMap(pod -> pod.ips().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return found.node().netns().conntrack().stream()
                .filter(entry -> addresses.contains(entry.original().src().ip())
                        && !entry.reply()
                                .dst()
                                .ip()
                                .equals(entry.original().src().ip())
                        && !entry.reply()
                                .src()
                                .ip()
                                .equals(entry.original().dst().ip()))
                .findFirst();
    }

    private static Finding finding(Case that, Mismatch found) {
        String node = found.node().name();
        Pod first = found.strangers().getFirst();
        Optional<ConntrackFact> hidden = hidden(found);
        List<Source> entries = hidden.map(ConntrackFact::source).stream().toList();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(found.strangers().size() + (found.strangers().size() == 1 ? " pod of " : " pods of ") + node
                        + " reach Services under the node's address, for example " + first.ref() + ".")
                .why("kube-proxy masquerades what does not come from " + found.range() + ", and "
                        + first.ips().getFirst() + " is not in it: policies, logs and session affinity see the node.")
                .shows(found.rule().text(), found.rule().source())
                .shows(
                        first.ref() + " has " + first.ips().getFirst(),
                        first.object().source());
        hidden.ifPresent(entry -> claim.shows(
                "its connection was answered to " + entry.reply().dst().ip(), entry.source()));
        Optional<Source> setting = setting(that, "clusterCIDR").or(() -> setting(that, "detectLocalMode"));
        setting.ifPresent(at -> claim.shows("set here", at));
        return claim.not("PW-057", "the packets are masqueraded, not left alone")
                .remedy(
                        "# clusterCIDR or detectLocalMode in the kube-proxy configmap, then kubectl -n kube-system rollout restart ds kube-proxy",
                        "medium, rules of all nodes are written anew",
                        "the former setting")
                .then("iptables-save -t nat | grep KUBE-MARK-MASQ on " + node + " names a range with "
                        + first.ips().getFirst())
                .unless("a range of addresses that is meant to be hidden, such as a second pool of the CNI")
                .finding(
                        Severity.S3,
                        new Proof(
                                Condition.yes(
                                        "the rules mark what does not come from " + found.range(),
                                        List.of(
                                                found.rule().source(),
                                                first.object().source())),
                                new Condition(
                                        "a connection of such a pod was hidden behind the node",
                                        hidden.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                        entries),
                                new Condition(
                                        "conntrack shows it", hidden.isPresent() ? Ternary.YES : Ternary.NO, entries),
                                Condition.yes("rules and entries are of one node's dump", entries),
                                List.of(Condition.unknown("masquerading these pods is not meant"))));
    }

    private static Optional<Source> setting(Case that, String key) {
        return that.cluster().proxyConfigs().stream()
                .map(KubeProxyConfigFact::sources)
                .flatMap(sources -> Optional.ofNullable(sources.get(key)).stream())
                .findFirst();
    }
}

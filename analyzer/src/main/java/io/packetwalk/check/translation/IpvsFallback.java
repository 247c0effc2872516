package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;

/** PW-042: kube-proxy is configured for IPVS, but a node has iptables rules instead: it fell back, or never was restarted. */
public final class IpvsFallback implements Check {

    private static final CheckId ID = new CheckId("PW-042", "ipvs-fallback", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<KubeProxyConfigFact> configs = that.cluster().proxyConfigs();
        if (configs.isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "kube-proxy's configuration",
                    "it is not in the bundle",
                    "kubectl -n kube-system get configmap kube-proxy -o yaml")));
        }
        Optional<KubeProxyConfigFact> ipvs =
                configs.stream().filter(config -> config.mode().equals("ipvs")).findFirst();
        if (ipvs.isEmpty()) {
            return new Outcome.NotApplicable("kube-proxy is not configured for IPVS");
        }
        List<Finding> findings = that.cluster().nodes().stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.IPTABLES)
                .filter(node -> node.netns().linksKnown())
                .flatMap(node -> that.served().on(node).implementations().stream()
                        .findFirst()
                        .map(rules -> finding(that, node, rules, ipvs.get()))
                        .stream())
                .toList();
        List<Missing> missing = that.cluster().nodes().stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.UNKNOWN)
                .map(node -> new Missing(
                        "what " + node.name() + " translates with",
                        "not dumped, or not completely",
                        "ip addr show kube-ipvs0; ipvsadm -Sn; iptables-save -c on " + node.name()))
                .toList();
        return Outcome.of(findings, missing, "every node uses the IPVS that is configured");
    }

    private static Finding finding(Case that, Node node, Implementation rules, KubeProxyConfigFact config) {
        Source rule = rules.entries().values().stream()
                .map(programmed -> programmed.entry())
                .sorted()
                .findFirst()
                .or(() -> Whereabouts.dump(that, "iptables-save", node))
                .orElse(config.source());
        Source said = config.sources().getOrDefault("mode", config.source());
        Proof proof = new Proof(
                Condition.yes("the rules of " + node.name() + " are those of iptables mode", List.of(rule)),
                new Condition("no connection fails by it", Ternary.NO, List.of()),
                new Condition("connections failed", Ternary.NO, List.of()),
                Condition.unknown("collected within 300 s of the failure"),
                List.of());
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(node.name() + " does not use the mode that kube-proxy is configured for.")
                .why("The configuration says mode ipvs, " + node.name()
                        + " has no device kube-ipvs0 and the Service rules of iptables mode.")
                .shows("mode: ipvs", said)
                .shows("a Service rule of iptables mode", rule)
                .not("PW-036", "the node has no virtual servers beside its rules")
                .remedy(
                        "lsmod | grep ip_vs  # on " + node.name() + "; builtin modules are not listed",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=-1 --prefix | grep -i ipvs",
                        "none, reads only",
                        "")
                .then("ip addr show kube-ipvs0 on " + node.name())
                .unless("a kube-proxy of this node with a configuration of its own")
                .finding(Severity.S3, proof);
    }
}

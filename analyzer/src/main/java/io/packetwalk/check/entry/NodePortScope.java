package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-024: kube-proxy serves node ports on some addresses of a node only, and the client dials another. */
public final class NodePortScope implements Check {

    private static final CheckId ID = new CheckId("PW-024", "nodeport-address-scope", "service", 10);

    private static final String PRIMARY = "primary";

    @Override
    public CheckId id() {
        return ID;
    }

    /** Where node ports are served, and where that stands. */
    private record Scope(List<String> addresses, Source source) {}

    @Override
    public Outcome run(Case that) {
        List<Flow> dialled = new FailedFlows(that)
                .where(flow -> that.cluster().nodeAt(flow.server().at().ip()).isPresent()
                        && !that.cluster()
                                .servicesAtNodePort(
                                        flow.proto(), flow.server().at().port())
                                .isEmpty());
        if (dialled.isEmpty()) {
            return Outcome.of(List.of(), Needs.traffic(that), "no failed flow goes to a node port");
        }
        Optional<Scope> scope = scope(that);
        if (scope.isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "kube-proxy's configuration",
                    "no ConfigMap with it is in the bundle",
                    "kubectl -n kube-system get configmap kube-proxy -o yaml")));
        }
        Map<IpPort, List<Flow>> outside = new TreeMap<>();
        dialled.stream()
                .filter(flow -> !serves(that, scope.get(), flow.server().at().ip()))
                .forEach(flow -> outside.computeIfAbsent(flow.server().at(), key -> new ArrayList<>())
                        .add(flow));
        List<Finding> findings = outside.entrySet().stream()
                .map(entry -> finding(that, scope.get(), entry.getKey(), entry.getValue()))
                .toList();
        return Outcome.of(findings, List.of(), "kube-proxy serves node ports on the addresses that were dialled");
    }

    /** An empty list means every address, but in nftables mode the node's primary ones (KEP-3866). */
    private static Optional<Scope> scope(Case that) {
        return that.cluster().proxyConfigs().stream().findFirst().map(config -> {
            Source source = config.sources().getOrDefault("nodePortAddresses", config.source());
            boolean nft = config.mode().equals("nftables");
            return new Scope(
                    config.nodePortAddresses().isEmpty() && nft ? List.of(PRIMARY) : config.nodePortAddresses(),
                    source);
        });
    }

    private static boolean serves(Case that, Scope scope, Ip ip) {
        return scope.addresses().isEmpty()
                || scope.addresses().stream()
                        .anyMatch(text -> text.equals(PRIMARY)
                                ? that.cluster()
                                        .nodeAt(ip)
                                        .filter(node -> node.addresses().contains(ip))
                                        .isPresent()
                                : Cidr.parse(text)
                                        .filter(range -> range.contains(ip))
                                        .isPresent());
    }

    private static Finding finding(Case that, Scope scope, IpPort at, List<Flow> failed) {
        Node node = that.cluster().nodeAt(at.ip()).orElseThrow();
        Flow first = failed.getFirst();
        Service service =
                that.cluster().servicesAtNodePort(first.proto(), at.port()).getFirst();
        List<Flow> all = new FailedFlows(that).base(flow -> flow.server().at().equals(at));
        String served = String.join(", ", scope.addresses());
        List<Flow> elsewhere = new FailedFlows(that)
                .base(flow -> flow.server().at().port() == at.port()
                        && flow.state() == Flow.State.OK
                        && serves(that, scope, flow.server().at().ip())
                        && that.cluster().nodeAt(flow.server().at().ip()).isPresent());
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("node port " + at, failed, all))
                .why("kube-proxy serves node ports on " + served + "; " + at.ip() + " of " + node.name()
                        + " is not among them.")
                .shows("nodePortAddresses: " + served, scope.source())
                .shows(
                        "SYN to " + at + ": " + Sentences.word(first.state()),
                        first.nearest().source());
        elsewhere.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "the same port at " + flow.server().at().ip() + " was answered",
                        flow.nearest().source()));
        Proof proof = Stated.ending(
                that,
                Condition.yes(at.ip() + " is outside of kube-proxy's node port addresses", List.of(scope.source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-084: the port is answered at another address of the same kind",
                        elsewhere.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        elsewhere.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList()));
        return claim.not("PW-034", "the rules are as the configuration wants them")
                .remedy(
                        "kubectl -n kube-system edit configmap kube-proxy  # nodePortAddresses: add the range of "
                                + at.ip(),
                        "medium, opens all node ports on these addresses of all nodes",
                        "remove the range")
                .remedy(
                        "kubectl -n kube-system rollout restart ds kube-proxy",
                        "low, rules stay while it restarts",
                        "none needed")
                .then(Sentences.trace(failed, at.toString()))
                .unless("a rule of " + node.name() + " that matches " + at)
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}

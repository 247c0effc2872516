package io.packetwalk.check.dns;

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
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** PW-128: pods of a node ask a DNS cache at a link-local address, and the node has no such address or nobody listens there. */
public final class NodeCacheBroken implements Check {

    private static final CheckId ID = new CheckId("PW-128", "nodelocal-broken", "dns", 3);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<String, Set<Ip>> caches = caches(that);
        if (caches.isEmpty()) {
            return new Outcome.NotApplicable("no pod asks a DNS cache of its node");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        caches.forEach((name, addresses) -> that.cluster().node(name).ifPresent(node -> {
            for (Ip address : addresses) {
                List<Lookup> failed = failed(that, node, address);
                Optional<Fault> fault = fault(that, node, address);
                fault.ifPresent(found -> findings.add(finding(that, node, address, found, failed)));
                if (fault.isEmpty() && !failed.isEmpty() && !node.netns().complete("ip-addr")) {
                    missing.add(new Missing(
                            "addresses of " + name, "its DNS cache at " + address + " does not answer", "ip addr"));
                }
            }
        }));
        return Outcome.of(findings, missing, "every node has the address that its pods ask");
    }

    /** What is wrong on the node. */
    private record Fault(String text, Source source) {}

    /** The link-local name servers that pods with a network of their own ask, by node. */
    private static Map<String, Set<Ip>> caches(Case that) {
        Map<String, Set<Ip>> caches = new TreeMap<>();
        for (Pod pod : that.cluster().pods()) {
            if (pod.live() && pod.ownNetwork()) {
                pod.netns().flatMap(netns -> netns.resolvConf()).stream()
                        .flatMap(resolver -> resolver.nameservers().stream())
                        .filter(Ip::linkLocal)
                        .forEach(server -> caches.computeIfAbsent(pod.node(), node -> new TreeSet<>())
                                .add(server));
            }
        }
        return caches;
    }

    /** Absence counts in complete dumps only. A cache pod with a network of its own is reached by redirection, and owns no address of the node. */
    private static Optional<Fault> fault(Case that, Node node, Ip address) {
        boolean redirected = that.cluster().pods().stream()
                .anyMatch(pod -> pod.node().equals(node.name())
                        && pod.ownNetwork()
                        && pod.live()
                        && pod.ref().name().startsWith("node-local-dns"));
        if (redirected) {
            return Optional.empty();
        }
        Optional<Source> addresses = Whereabouts.dump(that, "ip-addr", node);
        if (node.netns().complete("ip-addr") && addresses.isPresent()) {
            if (!node.netns().owns(address)) {
                return Optional.of(new Fault("no interface of " + node.name() + " has " + address, addresses.get()));
            }
            Optional<Source> sockets = Whereabouts.dump(that, "ss", node);
            boolean listens = node.netns().sockets().stream()
                    .anyMatch(socket -> socket.proto().equals(Proto.UDP)
                            && socket.localPort() == 53
                            && (socket.local().isEmpty()
                                    || socket.local().filter(address::equals).isPresent()));
            if (node.netns().complete("ss") && sockets.isPresent() && !listens) {
                return Optional.of(new Fault("nobody listens on " + address + " port 53", sockets.get()));
            }
        }
        return Optional.empty();
    }

    private static List<Lookup> failed(Case that, Node node, Ip address) {
        return that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> lookup.server().ip().equals(address))
                .filter(lookup -> Whereabouts.node(that.cluster(), lookup.client())
                        .filter(node::equals)
                        .isPresent())
                .toList();
    }

    private static Finding finding(Case that, Node node, Ip address, Fault fault, List<Lookup> failed) {
        List<Source> asked = failed.stream()
                .limit(2)
                .map(lookup -> lookup.exchanges().getFirst().source())
                .toList();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(node.name() + ": " + failed.size() + (failed.size() == 1 ? " lookup" : " lookups") + " through "
                        + address + " failed.")
                .why("Pods of the node ask the DNS cache at " + address + ", and " + fault.text() + ".")
                .shows(fault.text(), fault.source());
        failed.stream()
                .limit(1)
                .forEach(lookup -> claim.shows(
                        lookup.name() + ": " + lookup.outcome(),
                        lookup.exchanges().getFirst().source()));
        Optional<Lookup> other = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("resolved")
                        && lookup.server().ip().equals(address)
                        && Whereabouts.node(that.cluster(), lookup.client())
                                .filter(there -> !there.equals(node))
                                .isPresent())
                .findFirst();
        other.ifPresent(lookup -> claim.shows(
                "answered on another node", lookup.exchanges().getLast().source()));
        List<Source> at = List.of(fault.source());
        return claim.not("PW-123", "the pods ask the address that the cache is meant to have")
                .remedy(
                        "kubectl -n kube-system get pod -o wide --field-selector spec.nodeName=" + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system rollout restart daemonset node-local-dns",
                        "medium, DNS of every node for some seconds",
                        "kubectl -n kube-system rollout undo daemonset node-local-dns")
                .then("dig @" + address + " kubernetes.default.svc.cluster.local in a pod on " + node.name())
                .unless("addresses of the node at the time of the failure that have " + address)
                .explainsLookups(failed)
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes(fault.text(), at),
                                new Condition(
                                        "the queries that failed went there", Ternary.of(!failed.isEmpty()), asked),
                                new Condition("lookups failed", Ternary.of(!failed.isEmpty()), asked),
                                new Condition(
                                        "the node was dumped at the time of the failure",
                                        near(that, failed, fault.source()),
                                        at),
                                List.of()));
    }

    private static Ternary near(Case that, List<Lookup> failed, Source dump) {
        Set<String> flows = new TreeSet<>();
        failed.forEach(lookup -> flows.addAll(lookup.flows()));
        return Moments.near(
                        that,
                        dump,
                        that.flows().all().stream()
                                .filter(flow -> flows.contains(flow.id()))
                                .toList())
                .holds();
    }
}

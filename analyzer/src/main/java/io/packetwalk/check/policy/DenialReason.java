package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.PolicyObjects;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Labels;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.inquiry.Miss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why policies deny a flow: the most special reason that is shown by asking again with one thing changed. */
enum DenialReason {
    VENDOR,
    CLUSTER_POLICY,
    DNS,
    HOST_NETWORK,
    SNAT,
    FAMILY,
    LABEL_DRIFT,
    NAMESPACE,
    SERVICE_PORT,
    NAMED_PORT,
    AND_OR,
    EGRESS,
    INGRESS;

    private static final IpRanges.Range EVERY_V4 = new IpRanges.Range(Ip.v4(0), Ip.v4(-1));
    private static final IpRanges.Range EVERY_V6 = new IpRanges.Range(Ip.v6(0, 0), Ip.v6(-1, -1));

    static DenialReason of(Case that, Denial denial) {
        String kind = denial.side().by().getFirst().policy().kind();
        if (kind.startsWith("Cilium") || kind.startsWith("Global") || kind.endsWith(".projectcalico.org")) {
            return VENDOR;
        }
        if (!kind.equals("NetworkPolicy")) {
            return CLUSTER_POLICY;
        }
        if (denial.direction() == Direction.EGRESS
                && denial.to().port() == 53
                && !DnsService.pods(that.cluster()).contains(denial.guarded())) {
            return DNS;
        }
        if (hostNetwork(that, denial)) {
            return HOST_NETWORK;
        }
        if (snat(that, denial)) {
            return SNAT;
        }
        if (family(that, denial)) {
            return FAMILY;
        }
        if (drifted(that, denial).isPresent()) {
            return LABEL_DRIFT;
        }
        if (denial.side().nearest().stream()
                .anyMatch(near ->
                        near.misses().stream().allMatch(miss -> miss.kind() == Miss.Kind.NAMESPACE_LABEL_ABSENT))) {
            return NAMESPACE;
        }
        if (servicePort(that, denial).isPresent()) {
            return SERVICE_PORT;
        }
        if (denial.side().nearest().stream()
                .anyMatch(
                        near -> near.misses().stream().allMatch(miss -> miss.kind() == Miss.Kind.NAMED_PORT_ABSENT))) {
            return NAMED_PORT;
        }
        if (andOr(that, denial)) {
            return AND_OR;
        }
        return denial.direction() == Direction.EGRESS ? EGRESS : INGRESS;
    }

    private static boolean allows(Denial denial, PolicyEngine engine, End peer, Traffic packet) {
        return engine.guard(denial.direction(), denial.own())
                .ruling(peer)
                .about(packet)
                .answers()
                .accepted();
    }

    /** Another peer in the same place would be allowed. */
    private static boolean allows(Denial denial, End peer) {
        return allows(denial, denial.engine(), peer, denial.inquiry().packet());
    }

    /** A pod that shares its node's address is found by no selector; the same labels on a pod of its own would be. */
    private static boolean hostNetwork(Case that, Denial denial) {
        return denial.peer() instanceof End.Node node
                && that.cluster().pods().stream()
                        .filter(pod -> !pod.ownNetwork() && pod.live())
                        .filter(pod -> node.addresses().stream()
                                .flatMap(ip -> that.cluster().nodeAt(ip).stream())
                                .anyMatch(at -> at.name().equals(pod.node())))
                        .anyMatch(pod -> allows(denial, denial.all().ends.asPod(pod)));
    }

    /** The client's own address, or the pod that it is, would be allowed; the receiver sees another one. */
    private static boolean snat(Case that, Denial denial) {
        Ip client = denial.flow().client().at().ip();
        return denial.direction() == Direction.INGRESS
                && !(denial.peer() instanceof End.Pod)
                && !denial.peer().addresses().contains(client)
                && (allows(denial, new End.Outside(new IpRanges.Range(client, client)))
                        || that.cluster()
                                .podAt(client)
                                .filter(Pod::ownNetwork)
                                .filter(pod -> allows(denial, denial.all().ends.asPod(pod)))
                                .isPresent());
    }

    /** The same peer would be allowed over the other family: a pod or a node by its other address, an address outside when all addresses of the other family are. */
    private static boolean family(Case that, Denial denial) {
        boolean six = denial.to().ip().v6();
        return switch (denial.peer()) {
            case End.Outside _o -> allows(denial, new End.Outside(six ? EVERY_V4 : EVERY_V6));
            case End.Pod peer ->
                others(that.cluster().podAt(peer.addresses().getFirst()).map(Pod::ips), six)
                        .anyMatch(ip -> allows(denial, denial.all().ends.at(ip, that.cluster())));
            case End.Node peer ->
                others(that.cluster().nodeAt(peer.addresses().getFirst()).map(Node::addresses), six)
                        .anyMatch(ip -> allows(denial, denial.all().ends.at(ip, that.cluster())));
        };
    }

    private static Stream<Ip> others(Optional<List<Ip>> addresses, boolean six) {
        return addresses.stream().flatMap(List::stream).filter(ip -> ip.v6() != six);
    }

    /** An older ReplicaSet of the same Deployment whose labels would be allowed. */
    static Optional<WorkloadFact> drifted(Case that, Denial denial) {
        if (!(denial.peer() instanceof End.Pod peer)) {
            return Optional.empty();
        }
        Optional<ObjectRef> now = peer.addresses().stream()
                .findFirst()
                .flatMap(ip -> that.cluster().podAt(ip))
                .map(Pod::object)
                .flatMap(pod -> pod.owners().stream().findFirst());
        Optional<WorkloadFact> set = that.cluster().workloads().stream()
                .filter(each -> now.filter(each.ref()::equals).isPresent())
                .findFirst();
        return that.cluster().workloads().stream()
                .filter(each -> each.ref().kind().equals("ReplicaSet"))
                .filter(each -> set.isPresent()
                        && !each.ref().equals(set.get().ref())
                        && !each.owners().isEmpty()
                        && each.owners().equals(set.get().owners())
                        && each.created().isPresent()
                        && set.get()
                                .created()
                                .filter(each.created().get()::isBefore)
                                .isPresent())
                .filter(each -> allows(
                        denial,
                        new End.Pod(
                                peer.name(),
                                peer.namespace(),
                                peer.namespaceLabels(),
                                Labels.of(each.templateLabels()),
                                peer.ports(),
                                peer.addresses())))
                .findFirst();
    }

    /** The Service's port would be allowed where only the pod's own port counts. */
    static Optional<ServiceFact.ServicePort> servicePort(Case that, Denial denial) {
        return denial.all().services(denial.to().ip()).stream()
                .flatMap(service -> service.object().ports().stream())
                .filter(port -> port.proto().equals(denial.flow().proto())
                        && port.port() != denial.to().port()
                        && (port.targetPort()
                                        .equals(Integer.toString(denial.to().port()))
                                || denial.inquiry()
                                        .to()
                                        .port(port.proto(), port.targetPort())
                                        .filter(number -> number == denial.to().port())
                                        .isPresent()))
                .filter(port -> allows(denial, denial.engine(), denial.peer(), Traffic.of(port.proto(), port.port())))
                .findFirst();
    }

    /** Two selectors of one peer item written as two items would allow it. */
    private static boolean andOr(Case that, Denial denial) {
        List<ObjectRef> deciding =
                denial.side().by().stream().map(by -> by.policy()).toList();
        PolicyObjects objects = that.cluster().policies();
        List<NetworkPolicyFact> split = objects.networkPolicies().stream()
                .map(fact -> deciding.contains(fact.ref()) ? split(fact) : fact)
                .toList();
        PolicyEngine other = PolicyEngine.of(new PolicyObjects(
                split,
                objects.clusterPolicies(),
                objects.calico(),
                objects.calicoTiers(),
                objects.calicoSets(),
                objects.cilium(),
                objects.unread(),
                objects.ingresses()));
        return allows(denial, other, denial.peer(), denial.inquiry().packet());
    }

    private static NetworkPolicyFact split(NetworkPolicyFact fact) {
        return new NetworkPolicyFact(
                fact.source(),
                fact.ref(),
                fact.podSelector(),
                fact.policyTypes(),
                rules(fact.ingress()),
                rules(fact.egress()));
    }

    private static List<NetworkPolicyFact.Rule> rules(List<NetworkPolicyFact.Rule> rules) {
        return rules.stream()
                .map(rule -> {
                    List<NetworkPolicyFact.Peer> peers = new ArrayList<>();
                    for (NetworkPolicyFact.Peer peer : rule.peers()) {
                        if (peer.podSelector().isPresent()
                                && peer.namespaceSelector().isPresent()) {
                            peers.add(new NetworkPolicyFact.Peer(
                                    peer.source(), peer.podSelector(), Optional.empty(), Optional.empty()));
                            peers.add(new NetworkPolicyFact.Peer(
                                    peer.source(), Optional.empty(), peer.namespaceSelector(), Optional.empty()));
                        } else {
                            peers.add(peer);
                        }
                    }
                    return new NetworkPolicyFact.Rule(rule.source(), List.copyOf(peers), rule.ports());
                })
                .toList();
    }
}

package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Connections that come into a pod, where a process listens for them, and that are not answered: rules of the pod's own network namespace, of which nobody took a dump. With a dump
 * of them the walk ends at the rule, and {@link HostFirewall} names it.
 */
final class PodFirewall {

    private static final List<String> RULES = List.of("iptables-save", "ip6tables-save", "nft-ruleset", "nft-json");

    private PodFirewall() {}

    /** Connections to one address and port of a pod. */
    private record Door(Pod pod, IpPort at, SocketFact listener, List<Flow> failed) {

        Place place() {
            return new Place.Pod(pod.ref().namespace(), pod.ref().name());
        }

        /** Their packets, as the namespace's own captures saw them come in. */
        long entered() {
            return failed.stream()
                    .flatMap(flow -> flow.legs().stream())
                    .filter(leg -> leg.kind() == Leg.Kind.CAPTURE && leg.place().equals(place()))
                    .mapToLong(Leg::forwardPackets)
                    .sum();
        }

        List<Source> seen() {
            return failed.stream()
                    .flatMap(flow -> flow.legs().stream())
                    .filter(leg -> leg.kind() == Leg.Kind.CAPTURE && leg.place().equals(place()))
                    .map(Leg::source)
                    .limit(3)
                    .toList();
        }

        Missing rules() {
            return new Missing(
                    "rules of " + pod.ref() + "'s own network namespace",
                    "its packets come in and are not answered, and neither iptables nor nft was dumped there",
                    "nsenter -t PID -n sh -c 'iptables-save -c; ip6tables-save -c; nft -a list ruleset'  # PID of a process of "
                            + pod.ref() + ", on " + pod.node());
        }
    }

    static List<Finding> findings(Case that, CheckId id) {
        List<Finding> findings = new ArrayList<>();
        doors(that).forEach(door -> finding(that, id, door).ifPresent(findings::add));
        return findings;
    }

    private static List<Door> doors(Case that) {
        Map<IpPort, Door> doors = new TreeMap<>();
        FailedFlows failed = new FailedFlows(that);
        for (Flow flow : that.flows().failed()) {
            Optional<IpPort> end = Reached.by(that, flow);
            Optional<Pod> pod = end.flatMap(at -> that.cluster().podAt(at.ip()))
                    .filter(to -> to.live() && to.ownNetwork() && undumped(to));
            if (pod.isPresent()
                    && flow.proto().equals(Proto.TCP)
                    && failed.brokenPath(flow).isEmpty()
                    && (silent(flow, pod.get()) || filtered(flow, pod.get()) || reset(flow, pod.get()))) {
                IpPort at = end.orElseThrow();
                listener(that, pod.get(), at)
                        .ifPresent(socket -> doors.computeIfAbsent(
                                        at, key -> new Door(pod.get(), key, socket, new ArrayList<>()))
                                .failed()
                                .add(flow));
            }
        }
        return List.copyOf(doors.values());
    }

    private static boolean undumped(Pod pod) {
        return pod.netns()
                .filter(netns -> RULES.stream().anyMatch(netns::complete))
                .isEmpty();
    }

    /** It came into the namespace and nothing left it. */
    private static boolean silent(Flow flow, Pod pod) {
        Place there = new Place.Pod(pod.ref().namespace(), pod.ref().name());
        return flow.state() == Flow.State.NO_REPLY
                && flow.loss()
                        .filter(loss -> loss.kind() == Loss.Kind.UNANSWERED
                                && loss.after().place().equals(there))
                        .isPresent();
    }

    /**
     * A SYN that came in is answered with an ICMP error in the pod's name: TCP itself would reset it, only a rule rejects so (net/ipv4/tcp_ipv4.c, tcp_v4_send_reset). A node on the
     * way rejects in its own.
     */
    private static boolean filtered(Flow flow, Pod pod) {
        return (flow.state() == Flow.State.REFUSED || flow.state() == Flow.State.UNREACHABLE)
                && entered(flow, pod)
                && flow.icmpErrors().stream()
                        .map(IcmpErrorFact::sender)
                        .anyMatch(ip -> pod.ips().contains(ip)
                                || ip.equals(flow.server().at().ip()));
    }

    /** A reset by the pod, which only the counters tell from one that the kernel sends for want of a listener. */
    private static boolean reset(Flow flow, Pod pod) {
        return flow.state() == Flow.State.REFUSED
                && entered(flow, pod)
                && flow.icmpErrors().isEmpty();
    }

    private static boolean entered(Flow flow, Pod pod) {
        Place there = new Place.Pod(pod.ref().namespace(), pod.ref().name());
        return flow.legs().stream()
                .anyMatch(
                        leg -> leg.kind() == Leg.Kind.CAPTURE && leg.place().equals(there) && leg.forwardPackets() > 0);
    }

    /** Who would take the connection: a listener with room in its queue. */
    private static Optional<SocketFact> listener(Case that, Pod pod, IpPort at) {
        List<SocketFact> taking = Listeners.of(that.cluster(), pod).on(Proto.TCP, at.port()).stream()
                .filter(socket -> Listeners.accepts(socket, at.ip()))
                .toList();
        return taking.stream().anyMatch(Listeners::full)
                ? Optional.empty()
                : taking.stream().findFirst();
    }

    private static Optional<Finding> finding(Case that, CheckId id, Door door) {
        Optional<NetNs> netns = door.pod().netns();
        boolean v6 = door.at().ip().v6();
        IpGap in = IpGap.received(netns, v6);
        IpGap out = IpGap.sent(netns, v6);
        boolean before = in.least() >= door.entered() && door.entered() > 0;
        boolean behind = out.least() >= door.failed().size();
        boolean rejects = door.failed().stream().anyMatch(flow -> filtered(flow, door.pod()));
        boolean resets = door.failed().stream().anyMatch(flow -> reset(flow, door.pod()));
        if ((in.known() || resets) && !before && !behind && !rejects) {
            return Optional.empty(); // every packet came to its socket: the kernel or the process has another reason
        }
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Reached.by(that, flow).filter(door.at()::equals).isPresent());
        List<Source> seen = door.seen();
        Source counted =
                (before || !behind ? in : out).source().orElse(door.listener().source());
        Claim claim = Claim.of(id)
                .about(door.pod().ref())
                .what(Sentences.failed(door.pod().ref() + " port " + door.at().port(), door.failed(), all))
                .why("The packets come into the network namespace of "
                        + door.pod().ref()
                        + ", where a process listens, and " + (rejects || resets ? "are rejected" : "are not answered")
                        + ": rules in it, for example of a mesh, stop "
                        + (before || !behind ? "them" : "the answers")
                        + ". Which rule is not known: none were dumped there.");
        if (before) {
            claim.shows(in.text(), counted);
        } else if (behind) {
            claim.shows(out.text(), counted);
        }
        claim.shows("a process listens on " + door.at(), door.listener().source());
        seen.stream().findFirst().ifPresent(source -> claim.shows("packets come in, last seen here", source));
        Missing rules = door.rules();
        Proof proof = new Proof(
                new Condition(
                        "the kernel counts packets that came in or were made there and went no further",
                        before || behind || rejects ? Ternary.YES : Ternary.UNKNOWN,
                        List.of(counted)),
                new Condition(
                        "captures show the packets come into the namespace",
                        seen.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        seen),
                Stated.observed(door.failed()),
                Moments.near(that, counted, door.failed()),
                List.of(
                        Condition.yes(
                                "PW-169 PW-170: a process listens, and its queue has room",
                                List.of(door.listener().source())),
                        Condition.unknown(rules.what() + ": " + rules.why())));
        return Optional.of(claim.not("PW-169", "a process listens on " + door.at())
                .not("PW-085", "the packets came through the node")
                .remedy(rules.command(), "none, reads only", "")
                .then("ss -ltni in " + door.pod().ref() + " and its IP counters, while a client connects")
                .unless("a rule dump of that namespace that lets port "
                        + door.at().port() + " pass; a program of eBPF at its sockets")
                .explains(that, door.failed(), all.size())
                .finding(Severity.S1, proof));
    }
}

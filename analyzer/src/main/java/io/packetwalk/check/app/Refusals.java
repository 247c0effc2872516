package io.packetwalk.check.app;

import io.packetwalk.check.Case;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Connections that a pod itself refused, by the pod and port they reached: the raw material of PW-004, PW-168 and PW-169.
 *
 * @param pod the pod
 * @param proto protocol
 * @param at its address and port
 * @param failed the refused flows
 * @param all flows with a known end that reached the same address and port
 * @param listeners what listens in the pod
 */
public record Refusals(Pod pod, Proto proto, IpPort at, List<Flow> failed, List<Flow> all, Listeners listeners) {

    private record End(Proto proto, IpPort at) {}

    /**
     * All refusals that came from a pod: of TCP a reset by the server, not an ICMP error of a node; of UDP the port unreachable that answers a datagram which was
     * translated to the pod (net/ipv4/udp.c, __udp4_lib_rcv). What goes to the end that another connection went out from is an answer that was not translated back: the
     * client refuses it, and no server is asked.
     */
    public static List<Refusals> in(Case that) {
        Set<End> clients = that.flows().all().stream()
                .map(flow -> new End(flow.proto(), flow.client().at()))
                .collect(Collectors.toSet());
        Map<End, List<Flow>> byEnd = new LinkedHashMap<>();
        for (Flow flow : that.flows().all()) {
            boolean udp = flow.proto().equals(Proto.UDP);
            if ((udp || flow.proto().equals(Proto.TCP)) && flow.state() != Flow.State.PARTIAL) {
                Reached.by(that, flow)
                        .map(at -> new End(flow.proto(), at))
                        .filter(end -> !clients.contains(end))
                        .ifPresent(end -> byEnd.computeIfAbsent(end, key -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Refusals> refusals = new ArrayList<>();
        byEnd.forEach((end, flows) -> {
            List<Flow> refused = flows.stream().filter(Refusals::refused).toList();
            if (!refused.isEmpty()) {
                owner(that.cluster(), end.at())
                        .ifPresent(pod -> refusals.add(new Refusals(
                                pod, end.proto(), end.at(), refused, flows, Listeners.of(that.cluster(), pod))));
            }
        });
        return refusals;
    }

    private static boolean refused(Flow flow) {
        return flow.state() == Flow.State.REFUSED
                && (flow.proto().equals(Proto.UDP)
                                && flow.translated()
                                        .or(() -> Optional.of(flow.server()))
                                        .flatMap(Flow.Party::object)
                                        .filter(ref -> ref.kind().equals("Pod"))
                                        .isPresent()
                        || flow.tcp()
                                .filter(tcp -> tcp.resetBy() == TcpFact.Side.SERVER)
                                .isPresent());
    }

    /** The pod's answer, in words. */
    public String answer() {
        return proto.equals(Proto.TCP)
                ? "the pod answers the SYN with a reset"
                : "the pod answers the datagram with port unreachable";
    }

    private static Optional<Pod> owner(Cluster cluster, IpPort end) {
        Optional<Pod> own = cluster.podAt(end.ip());
        return own.isPresent()
                ? own
                : cluster.pods().stream()
                        .filter(pod ->
                                pod.live() && !pod.ownNetwork() && pod.ips().contains(end.ip()))
                        .filter(pod -> pod.object().containers().stream()
                                .flatMap(container -> container.ports().stream())
                                .anyMatch(port -> port.port() == end.port()))
                        .findFirst();
    }

    /** Listeners on the port that only the pod itself can reach. */
    public List<SocketFact> loopbackOnly() {
        List<SocketFact> on = listeners.on(proto, at.port());
        boolean open = on.stream().anyMatch(socket -> Listeners.accepts(socket, at.ip()));
        return open
                ? List.of()
                : on.stream()
                        .filter(socket -> socket.local().filter(Ip::loopback).isPresent())
                        .toList();
    }

    /** True when the dump shows no listener on the port at all. */
    public boolean nothingListens() {
        return listeners.complete() && listeners.on(proto, at.port()).isEmpty();
    }

    /** The port is one the pod template names: the client asked for the right one. */
    public boolean declared() {
        return pod.object().containers().stream()
                .flatMap(container -> container.ports().stream())
                .anyMatch(port -> port.port() == at.port() && port.proto().equals(proto));
    }

    /** The Service ports through which the port was reached. */
    public List<Service> services(Case that) {
        return that.cluster().services().stream()
                .filter(service -> service.object().ports().stream()
                        .filter(port -> port.proto().equals(proto))
                        .anyMatch(port -> service.ready(port).contains(at)))
                .toList();
    }

    /** Where the reset stands. */
    public Source reset() {
        Flow flow = failed.getFirst();
        long packet = flow.tcp()
                .map(TcpFact::resetPacket)
                .or(() -> flow.icmpErrors().stream().findFirst().map(IcmpErrorFact::packet))
                .orElse(0L);
        return packet > 0
                ? Source.packet(flow.nearest().artifact(), packet)
                : flow.nearest().source();
    }

    /** The pod's socket dump, as a place; the pod object when there is none. */
    public Source socketDump(Case that) {
        return that.cluster().inventory().readings().stream()
                .filter(entry -> entry.format().equals("ss")
                        && entry.place()
                                .equals(new Place.Pod(
                                        pod.ref().namespace(), pod.ref().name())))
                .map(entry -> Source.whole(entry.artifact()))
                .findFirst()
                .orElse(pod.object().source());
    }

    /** The socket dumps that are missing to judge these refusals. */
    static List<Missing> missing(List<Refusals> refusals) {
        return refusals.stream()
                .filter(refusal -> !refusal.listeners().complete())
                .map(Refusals::socketsMissing)
                .distinct()
                .toList();
    }

    /** The command that gets the missing socket dump. */
    public Missing socketsMissing() {
        return new Missing(
                "sockets of " + pod.ref(),
                "no complete ss dump of its network namespace is in the bundle",
                "kubectl -n " + pod.ref().namespace() + " debug " + pod.ref().name()
                        + " --image=busybox --target="
                        + pod.object().containers().stream()
                                .findFirst()
                                .map(c -> c.name())
                                .orElse("CONTAINER")
                        + " -- netstat -ltn");
    }

    /** What it means that no refusal is there: nothing, where no traffic was captured at all. */
    public static Outcome none(Case that, String clear) {
        return Outcome.of(List.of(), Needs.traffic(that), clear);
    }
}

package io.packetwalk.check.conntrack;

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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-064: conntrack takes a packet for invalid and does not translate it back; the client gets it from an address it never dialled, and resets. */
public final class InvalidReset implements Check {

    private static final CheckId ID = new CheckId("PW-064", "conntrack-invalid-reset", "conntrack", 12);

    private static final String LIBERAL = "net.netfilter.nf_conntrack_tcp_be_liberal";

    @Override
    public CheckId id() {
        return ID;
    }

    /** A reset connection, and the packet that reached its client from the pod's own address. */
    private record Stray(Flow flow, ConversationFact seen) {}

    @Override
    public Outcome run(Case that) {
        List<Flow> reset = new FailedFlows(that)
                .base(flow -> flow.tcp().filter(TcpFact::established).isPresent()
                        && that.cluster().serviceAt(flow.server().at().ip()).isPresent());
        Map<IpPort, List<Stray>> byService = new TreeMap<>();
        for (Flow flow : reset) {
            stray(that, flow)
                    .ifPresent(found -> byService
                            .computeIfAbsent(flow.server().at(), key -> new ArrayList<>())
                            .add(found));
        }
        List<Finding> findings =
                byService.values().stream().map(strays -> finding(that, strays)).toList();
        return Outcome.of(
                findings,
                Needs.traffic(that),
                "no client of a Service was sent a packet from a pod's own address and reset");
    }

    /**
     * At the point nearest to the client, packets of an endpoint's own address to the client's port: the same connection, not translated back. A handshake that went
     * through shows that translation works (else PW-057 or PW-100).
     */
    private static Optional<Stray> stray(Case that, Flow flow) {
        Leg near = flow.nearest();
        IpPort client = near.tuple().src();
        Service service = that.cluster().serviceAt(flow.server().at().ip()).orElseThrow();
        return that.cluster().captures().stream()
                .filter(capture -> capture.artifact().equals(near.artifact()))
                .flatMap(capture -> capture.conversations().stream())
                .filter(seen -> between(seen, client, service) && resetBy(seen, client))
                .map(seen -> new Stray(flow, seen))
                .findFirst();
    }

    private static boolean between(ConversationFact seen, IpPort client, Service service) {
        IpPort one = seen.tuple().src();
        IpPort other = seen.tuple().dst();
        return one.equals(client) && endpoint(service, other) || other.equals(client) && endpoint(service, one);
    }

    /** The client's kernel knows no such connection and says so. */
    private static boolean resetBy(ConversationFact seen, IpPort client) {
        TcpFact.Side side = seen.tuple().src().equals(client) ? TcpFact.Side.CLIENT : TcpFact.Side.SERVER;
        return seen.tcp()
                .filter(tcp -> tcp.resetBy() == side && tcp.syns() == 0)
                .isPresent();
    }

    private static boolean endpoint(Service service, IpPort at) {
        return service.endpoints().stream()
                .anyMatch(endpoint ->
                        endpoint.ip().equals(at.ip()) && endpoint.ports().containsValue(at.port()));
    }

    private static Finding finding(Case that, List<Stray> strays) {
        Stray first = strays.getFirst();
        Flow flow = first.flow();
        Service service = that.cluster().serviceAt(flow.server().at().ip()).orElseThrow();
        Optional<Node> node = Whereabouts.entry(that, flow);
        Optional<SysctlFact> liberal = node.flatMap(there -> there.netns().sysctl(LIBERAL));
        List<Flow> broken = strays.stream().map(Stray::flow).toList();
        List<Flow> failed =
                broken.stream().filter(hurt -> hurt.state().failed()).toList();
        List<Flow> all = new FailedFlows(that)
                .base(other -> other.server().at().equals(flow.server().at()));
        String where = node.map(Node::name).orElse("the client's node");
        Claim claim = Claim.of(ID).about(service.ref());
        node.ifPresent(there -> claim.about(ObjectRef.node(there.name())));
        if (failed.isEmpty()) {
            claim.explainsTold("connections to " + flow.server().at() + " get packets that were not translated back");
        }
        claim.what(broken.size() + " of " + all.size() + " connections to " + service.ref() + ":"
                        + flow.server().at().port() + " were broken in the middle.")
                .why(
                        "The client got packets from the pod's own address in the middle of a connection to "
                                + flow.server().at() + ": conntrack on " + where
                                + " took them for invalid and left them untranslated, and the client's kernel, which knows no such connection, reset it at the pod.")
                .shows(
                        "packets of the pod's own address at the client",
                        first.seen().source())
                .shows(
                        "the client's connection to the Service, with the same port",
                        flow.nearest().source());
        liberal.ifPresent(setting -> claim.shows(LIBERAL + " = " + setting.value(), setting.source()));
        boolean strict = liberal.filter(setting -> setting.value().equals("0")).isPresent();
        Proof proof = new Proof(
                Condition.yes(
                        "a packet of the pod's own address reached the client of a Service",
                        List.of(first.seen().source())),
                Condition.yes(
                        "it has the port of an established connection to the Service",
                        List.of(flow.nearest().source())),
                Stated.observed(broken),
                Condition.yes(
                        "the capture shows the failure itself",
                        List.of(first.seen().source())),
                List.of(
                        Condition.yes(
                                "PW-057 PW-100: the handshake was translated back",
                                List.of(flow.nearest().source())),
                        new Condition(
                                "conntrack drops what is out of window (be_liberal is 0)",
                                liberal.isEmpty() ? Ternary.UNKNOWN : Ternary.of(strict),
                                liberal.map(SysctlFact::source).stream().toList())));
        return claim.not("PW-173", "the client's kernel resets, not the pod")
                .remedy(
                        "sysctl -w " + LIBERAL + "=1  # on " + where + "; kube-proxy: conntrack.tcpBeLiberal",
                        "low, conntrack accepts segments out of window",
                        "sysctl -w " + LIBERAL + "=0")
                .then(Sentences.trace(
                        failed, service.ref() + ":" + flow.server().at().port()))
                .unless("a capture in which the reset comes before the untranslated packet")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}

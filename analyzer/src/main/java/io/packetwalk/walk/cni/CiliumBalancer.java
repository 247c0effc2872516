package io.packetwalk.walk.cni;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.cni.CiliumServiceFact;
import io.packetwalk.fact.cni.CiliumSourceRangeFact;
import io.packetwalk.model.cilium.CiliumService;
import io.packetwalk.model.cilium.CiliumService.Target;
import io.packetwalk.model.cilium.CiliumTracking;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.netfilter.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Service's frontend becomes one of its backends, at the socket or in the packet (bpf/bpf_sock.c, bpf/lib/lb.h {@code lb4_local}). */
public final class CiliumBalancer {

    private static final String RANGE = "check source-range";

    private final CiliumNode node;

    public CiliumBalancer(CiliumNode node) {
        this.node = node;
    }

    /** True for the step of a translation before any packet is made. */
    public static boolean atSocket(Step step) {
        return step.kind() == Step.Kind.TRANSLATE
                && step.hook().isEmpty()
                && step.text().startsWith(SOCKET);
    }

    private static final String SOCKET = "socket of Cilium";
    private static final String PACKET = "program of Cilium";

    /** All backends a new connection may get, with their shares. The packets are translated and nothing else. */
    public List<Passage> translate(Passage passage, CiliumService service, boolean socket) {
        Optional<CiliumServiceFact> own = service.own();
        int proxy = own.map(CiliumServiceFact::proxyPort).orElse(0);
        if (proxy > 0 || service.flagged("l7-load-balancer")) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "what the proxy on " + node.host().node() + " does with it",
                            service.frontend() + " goes to Envoy" + (proxy > 0 ? " at port " + proxy : ""),
                            node.ask("envoy admin config")),
                    List.of(service.source()))));
        }
        List<Target> targets = service.targets();
        if (targets.isEmpty()) {
            return nobody(passage, service, socket);
        }
        // A socket that connects has no connection yet.
        Optional<CiliumTracking.Held> held = socket
                ? Optional.empty()
                : node.maps().tracking().held(passage.packet().tuple());
        return held.isPresent()
                ? remembered(passage, service, held.get(), targets)
                : chosen(told(passage, service, socket), service, targets, socket);
    }

    private List<Passage> chosen(Passage told, CiliumService service, List<Target> targets, boolean socket) {
        List<Passage> all = new ArrayList<>();
        for (Target target : targets) {
            Passage share = told.times(1.0 / targets.size());
            all.add(
                    target.at().isPresent()
                            ? translated(share, service, target, targets.size(), socket)
                            : share.end(Ending.dropped(
                                    node.host().node() + ": a backend of " + service.frontend()
                                            + " is in no map (Service backend not found)",
                                    List.of(target.source()))));
        }
        return all;
    }

    /** The connection is known: its packets go where it went before, unless that backend is in no map any more (bpf/lib/lb.h, {@code lb4_local}). */
    private List<Passage> remembered(
            Passage passage, CiliumService service, CiliumTracking.Held held, List<Target> targets) {
        String client = passage.packet().tuple().src().toString();
        if (held.backend().isEmpty()) {
            Missing missing = new Missing(
                    "the backend that " + client + " was sent to",
                    "its connection to " + service.frontend()
                            + " is known, that with the backend is not; each is taken to be as likely",
                    node.ask("bpf ct list global"));
            return chosen(told(passage, service, false).assume(missing), service, targets, false);
        }
        Passage known = passage.step(
                Step.Kind.TRACK,
                "a connection of " + client + " to " + service.frontend() + " that Cilium knows",
                Basis.OBSERVED,
                held.sources());
        Target target = new Target(held.backend(), held.sources().getLast());
        if (targets.stream().anyMatch(listed -> listed.at().equals(held.backend()))) {
            return List.of(translated(known, service, target, 1, false));
        }
        Missing missing = new Missing(
                "whether the map of backends still has " + held.backend().get(),
                "no slot of " + service.frontend() + " names it, and known connections go to it while it is there",
                node.ask("bpf lb list --backends"));
        String key = node.host().node() + "|backend|" + held.backend().get();
        List<Passage> both = new ArrayList<>();
        both.add(translated(known.suppose(new Doubt(key, true, missing)), service, target, 1, false));
        both.addAll(
                chosen(told(passage.suppose(new Doubt(key, false, missing)), service, false), service, targets, false));
        return both;
    }

    private Passage told(Passage passage, CiliumService service, boolean socket) {
        Passage told = passage;
        if (service.flagged("sessionAffinity")) {
            told = told.assume(new Missing(
                    "whether the client was sent to a backend of " + service.frontend() + " before",
                    "taken for a new one, of which each backend is as likely",
                    "bpftool map dump pinned /sys/fs/bpf/tc/globals/cilium_lb4_affinity  # on "
                            + node.host().node()));
        }
        if (node.maglev() && !socket) {
            told = told.assume(new Missing(
                    "which backend of " + service.frontend() + " the hash of the packet gives",
                    "each is taken to be as likely",
                    node.ask("bpf lb maglev list")));
        }
        if (service.own().isEmpty()) {
            told = told.assume(new Missing(
                    "the map of Services of " + node.host().node(),
                    "the agent's own list is taken for what its programs have",
                    node.ask("bpf lb list")));
        }
        return told;
    }

    private static Passage translated(
            Passage passage, CiliumService service, Target target, int among, boolean socket) {
        IpPort to = target.at().orElseThrow();
        FiveTuple before = passage.packet().tuple();
        FiveTuple after = before.withDst(to);
        Packet packet = passage.packet().withTuple(after).withConnection(Connection.begin(after));
        Step step = new Step(
                passage.at().node(),
                passage.at().label(),
                Step.Kind.TRANSLATE,
                "",
                "",
                "",
                (socket ? SOCKET : PACKET) + ": " + service.frontend() + " becomes " + to
                        + (among > 1 ? " (1 of " + among + " backends)" : ""),
                passage.packet().hop(),
                packet.hop(),
                Basis.DERIVED,
                List.of(target.source(), service.source()));
        return passage.with(packet).step(step);
    }

    /**
     * No backend. Since 1.16 the sender is told unless {@code service-no-backend-response} is {@code drop}: connect() fails with EHOSTUNREACH or EPERM, a packet is answered
     * with port unreachable (bpf_sock.c, bpf/lib/nodeport.h {@code tail_no_service_ipv4}). Before, nobody was told.
     */
    private List<Passage> nobody(Passage passage, CiliumService service, boolean socket) {
        List<Source> by = List.of(service.source());
        String reason = node.host().node() + " has no backend for " + service.frontend();
        Ending told = socket
                ? new Ending(
                        new Verdict.Rejected("socket"),
                        Symptom.UNREACHABLE,
                        reason + ", and the connection is refused before a packet is made (EHOSTUNREACH or EPERM)",
                        by,
                        List.of())
                : Ending.rejected(
                        service.frontend().at().ip().v6() ? "icmp6-port-unreachable" : "icmp-port-unreachable",
                        reason,
                        by);
        Ending dropped = Ending.dropped(reason + " (Service backend not found)", by);
        return switch (answers()) {
            case YES -> List.of(passage.end(told));
            case NO -> List.of(passage.end(dropped));
            case UNKNOWN -> {
                Missing missing = new Missing(
                        "whether Cilium tells the sender of a Service without backends",
                        "it depends on the release and on service-no-backend-response",
                        "kubectl -n kube-system get configmap cilium-config -o yaml; " + node.ask("status"));
                String key = node.host().node() + "|no backend|" + service.frontend();
                yield List.of(
                        passage.suppose(new Doubt(key, true, missing)).end(told),
                        passage.suppose(new Doubt(key, false, missing)).end(dropped));
            }
        };
    }

    private Ternary answers() {
        String set = node.config().getOrDefault("service-no-backend-response", "");
        if (!set.isEmpty()) {
            return Ternary.of(set.equals("reject"));
        }
        return node.release()
                .map(release -> Ternary.of(release.compareTo(Release.ANSWERS_WITHOUT_BACKENDS) >= 0))
                .orElse(Ternary.UNKNOWN);
    }

    /** Clients from outside whose address is in none of the ranges are dropped ({@code lb4_src_range_ok}); the others come back alive. */
    public List<Passage> admitted(Passage passage, CiliumService service) {
        if (!service.flagged(RANGE)) {
            return List.of(passage);
        }
        int number = service.own().map(CiliumServiceFact::revNat).orElse(-1);
        Ip client = passage.packet().tuple().src().ip();
        List<CiliumSourceRangeFact> ranges = node.maps().sourceRanges().stream()
                .filter(range -> range.revNat() == number)
                .toList();
        if (client.unspecified() || ranges.isEmpty()) {
            Missing missing = new Missing(
                    "whether " + (client.unspecified() ? "the client" : client.toString()) + " may use "
                            + service.frontend(),
                    client.unspecified() ? "the question names no address" : "its source ranges were not listed",
                    client.unspecified() ? "" : node.ask("bpf lb list --source-ranges"));
            return List.of(passage.end(Ending.unknown(missing, List.of(service.source()))));
        }
        boolean within = ranges.stream().anyMatch(range -> range.range().contains(client));
        boolean admitted = within != service.flagged("deny");
        List<Source> by = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(service.source()),
                        ranges.stream().map(CiliumSourceRangeFact::source))
                .toList();
        return List.of(
                admitted
                        ? passage
                        : passage.end(Ending.dropped(
                                client + " is not in the source ranges of " + service.frontend() + " on "
                                        + node.host().node(),
                                by)));
    }
}

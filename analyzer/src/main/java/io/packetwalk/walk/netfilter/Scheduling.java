package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.ipvs.IpvsConnectionFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.RealServerFact.Method;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.VirtualServer;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A virtual server of IPVS picks a real one (net/netfilter/ipvs/ip_vs_core.c, ip_vs_schedule): the one that holds the connection or the client's persistence
 * template, else one of those with a weight above 0, as its scheduler has it; with none the sender gets port unreachable (ip_vs_leave).
 */
final class Scheduling {

    private static final String CONNTRACK = "net.ipv4.vs.conntrack";

    /** Schedulers whose shares over many connections are exact. */
    private static final Set<String> EVEN = Set.of("rr");

    private static final Set<String> WEIGHTED = Set.of("wrr");

    private Scheduling() {}

    /** A real server and what speaks for it. */
    private record Pick(RealServerFact server, double share, Basis basis, List<Source> sources) {}

    static List<Passage> apply(VirtualServer virtual, BaseChain base, Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        Optional<IpvsConnectionFact> held = held(virtual, passage);
        if (held.isPresent()) {
            IpvsConnectionFact entry = held.get();
            // A server that was taken away keeps its connections; kube-proxy only masquerades.
            RealServerFact server = virtual.servers().stream()
                    .filter(one -> one.address().equals(entry.destination()))
                    .findFirst()
                    .orElseGet(() -> new RealServerFact(
                            entry.source(),
                            new IpvsService.At(tuple.proto(), entry.virtual()),
                            entry.destination(),
                            Method.MASQUERADE,
                            0));
            return List.of(to(virtual, base, passage, new Pick(server, 1, Basis.OBSERVED, List.of(entry.source()))));
        }
        List<RealServerFact> live =
                virtual.servers().stream().filter(server -> server.weight() > 0).toList();
        if (live.isEmpty()) {
            return List.of(nobody(virtual, base, passage));
        }
        Passage told = told(virtual, passage);
        List<Passage> results = new ArrayList<>();
        for (Pick pick : shares(virtual, live)) {
            results.add(to(virtual, base, told.times(pick.share()), pick));
        }
        return results;
    }

    /** The entry of this client's port, else the template of its address; a template to a server that takes no new clients is not used (ip_vs_check_template). */
    private static Optional<IpvsConnectionFact> held(VirtualServer virtual, Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        List<IpvsConnectionFact> here = passage.at().netns().rules().ipvs().connections().stream()
                .filter(entry -> entry.client().ip().equals(tuple.src().ip())
                        && entry.virtual().ip().equals(tuple.dst().ip()))
                .toList();
        Optional<IpvsConnectionFact> own = here.stream()
                .filter(entry -> !entry.template()
                        && entry.proto().equals(tuple.proto())
                        && entry.client().equals(tuple.src())
                        && entry.virtual().equals(tuple.dst()))
                .findFirst();
        return own.or(() -> here.stream()
                .filter(entry -> virtual.persistent()
                        && entry.template()
                        && (entry.virtual().port() == 0
                                || entry.virtual().port() == tuple.dst().port()
                                        && entry.proto().equals(tuple.proto()))
                        && virtual.servers().stream()
                                .anyMatch(server ->
                                        server.weight() > 0 && server.address().equals(entry.destination())))
                .findFirst());
    }

    private static List<Pick> shares(VirtualServer virtual, List<RealServerFact> live) {
        if (virtual.scheduler().equals("fo")) {
            RealServerFact first = live.stream()
                    .max(Comparator.comparingInt(RealServerFact::weight))
                    .orElseThrow();
            return List.of(new Pick(first, 1, Basis.DERIVED, List.of()));
        }
        boolean even = EVEN.contains(virtual.scheduler());
        double total = even
                ? live.size()
                : live.stream().mapToInt(RealServerFact::weight).sum();
        return live.stream()
                .map(server -> new Pick(server, (even ? 1 : server.weight()) / total, Basis.DERIVED, List.of()))
                .toList();
    }

    /** Hashes and least-connection schedulers are not dice: which server one client gets depends on what no listing shows. */
    private static Passage told(VirtualServer virtual, Passage passage) {
        Passage told = passage;
        boolean exact = EVEN.contains(virtual.scheduler())
                || WEIGHTED.contains(virtual.scheduler())
                || virtual.scheduler().equals("fo");
        if (!exact) {
            told = told.assume(new Missing(
                    "what scheduler " + virtual.scheduler() + " of " + virtual.name() + " picks for this client",
                    "each real server is taken to be possible, with the share of its weight",
                    "ipvsadm -Lnc"));
        }
        boolean listed = !passage.at().netns().rules().ipvs().connections().isEmpty();
        if (virtual.persistent() && !listed) {
            told = told.assume(new Missing(
                    "session affinity on " + passage.at().name(),
                    "a client without earlier connections is assumed",
                    "ipvsadm -Lnc"));
        }
        return told;
    }

    private static Passage nobody(VirtualServer virtual, BaseChain base, Passage passage) {
        boolean v6 = passage.packet().tuple().dst().ip().v6();
        String why = virtual.servers().isEmpty() ? "has no real server" : "has only real servers of weight 0";
        List<Source> sources = Stream.concat(
                        Stream.of(virtual.source()), virtual.servers().stream().map(RealServerFact::source))
                .toList();
        String reason = passage.at().name() + " rejects it: virtual server " + virtual.name() + " " + why;
        return step(base, passage, passage, "virtual server " + virtual.name() + " " + why, Basis.DERIVED, sources)
                .end(Ending.rejected(v6 ? "icmp6-port-unreachable" : "icmp-port-unreachable", reason, sources));
    }

    private static Passage to(VirtualServer virtual, BaseChain base, Passage passage, Pick pick) {
        IpPort address = pick.server().address();
        FiveTuple tuple = passage.packet().tuple();
        IpPort target =
                address.port() == 0 ? new IpPort(address.ip(), tuple.dst().port()) : address;
        List<Source> sources = Stream.concat(
                        pick.sources().stream(),
                        Stream.of(virtual.source(), pick.server().source()))
                .distinct()
                .toList();
        String text = "virtual server " + virtual.name() + " (" + virtual.scheduler() + ") gives it to " + target;
        return switch (pick.server().method()) {
            case MASQUERADE ->
                step(base, passage, tracked(Translation.toward(passage, target)), text, pick.basis(), sources);
            case LOCAL -> step(base, passage, passage, text + ", which is this host", pick.basis(), sources);
            case ROUTE -> beyond(base, passage, text, "by direct routing (-g)", pick, sources);
            case TUNNEL -> beyond(base, passage, text, "in a tunnel (-i)", pick, sources);
            case OTHER -> beyond(base, passage, text, "by a method that is not known", pick, sources);
        };
    }

    private static Passage beyond(
            BaseChain base, Passage passage, String text, String how, Pick pick, List<Source> sources) {
        Missing missing = new Missing(
                "the way to real server " + pick.server().address() + " " + how,
                "IPVS sends the packet on unchanged, which is not followed",
                "tcpdump -ni any host " + pick.server().address().ip());
        return step(base, passage, passage, text + " " + how, pick.basis(), sources)
                .end(Ending.unknown(missing, sources));
    }

    /** Without {@code vs.conntrack} IPVS takes its packets away from connection tracking, and so from masquerading (ip_vs.h, ip_vs_conntrack_enabled). */
    private static Passage tracked(Passage passage) {
        Optional<SysctlFact> setting = passage.at().netns().sysctl(CONNTRACK);
        if (setting.isEmpty()) {
            return passage.assume(new Missing(
                    CONNTRACK + " on " + passage.at().name(),
                    "taken to be 1, as kube-proxy sets it",
                    "sysctl " + CONNTRACK));
        }
        Packet packet = passage.packet();
        return setting.get().value().strip().equals("0")
                ? passage.with(packet.withConnection(packet.connection().untracked()))
                : passage;
    }

    private static Passage step(
            BaseChain base, Passage before, Passage after, String text, Basis basis, List<Source> sources) {
        return after.step(new Step(
                after.at().node(),
                after.at().label(),
                Step.Kind.TRANSLATE,
                base.hook().word(),
                base.table(),
                base.chain().name(),
                text,
                before.packet().hop(),
                after.packet().hop(),
                basis,
                sources));
    }
}

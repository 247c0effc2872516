package io.packetwalk.model.lower.ipvs;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.ipvs.IpvsCounterFact;
import io.packetwalk.fact.ipvs.IpvsNameFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.model.Ipvs;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Chains;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.model.rules.VirtualServer;
import io.packetwalk.net.Ports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * IPVS as base chains where it hooks in: INPUT at 99 for packets that arrive, OUTPUT at -98 for those made here (net/netfilter/ipvs/ip_vs_core.c, ip_vs_ops4). A
 * virtual server is one rule.
 */
public final class IpvsLowering {

    private static final String TABLE = "ipvs";
    private static final String DEVICE = "kube-ipvs0";
    private static final int REMOTE = 99;
    private static final int LOCAL = -98;

    /** kube-proxy's range when nothing else was configured ({@code --service-node-port-range}). */
    private static final Ports NODE_PORTS = Ports.range(30000, 32767);

    private IpvsLowering() {}

    /** The virtual servers of one family, or what stands for them where they were not dumped. */
    public static List<BaseChain> lower(NetNs netns, boolean v6) {
        List<Rule> rules = new ArrayList<>(rules(netns.rules().ipvs(), v6));
        List<IpvsCounterFact> counters = netns.rules().ipvs().counters();
        if (rules.isEmpty() && (!counters.isEmpty() || !netns.complete("ipvsadm"))) {
            rules.addAll(counted(counters, v6));
            rules.addAll(notDumped(netns, v6));
        }
        rules.addAll(named(netns.rules().ipvs()));
        if (rules.isEmpty()) {
            return List.of();
        }
        Chain chain = Chain.of(rules.getFirst().source(), "IPVS", rules);
        return List.of(base(Hook.INPUT, REMOTE, chain), base(Hook.OUTPUT, LOCAL, chain));
    }

    private static BaseChain base(Hook hook, int priority, Chain chain) {
        return new BaseChain(hook, priority, BaseChain.Type.FILTER, TABLE, chain, new Action.Accept(), Chains.NONE);
    }

    /** In the order of the kernel's search (ip_vs_ctl.c, ip_vs_service_find): by mark, by port, for any port. */
    private static List<Rule> rules(Ipvs ipvs, boolean v6) {
        Map<IpvsService, List<RealServerFact>> servers = new HashMap<>();
        for (RealServerFact server : ipvs.realServers()) {
            servers.computeIfAbsent(server.service(), key -> new ArrayList<>()).add(server);
        }
        return ipvs.virtualServers().stream()
                .filter(server -> v6(server.service()) == v6)
                .sorted(Comparator.comparingInt(IpvsLowering::order))
                .map(server -> rule(server, servers.getOrDefault(server.service(), List.of())))
                .toList();
    }

    private static boolean v6(IpvsService service) {
        return switch (service) {
            case IpvsService.At at -> at.address().ip().v6();
            case IpvsService.Marked marked -> marked.v6();
        };
    }

    private static int order(VirtualServerFact server) {
        return switch (server.service()) {
            case IpvsService.Marked _m -> 0;
            case IpvsService.At at -> at.address().port() == 0 ? 2 : 1;
        };
    }

    /** Servers of which only figures were dumped. */
    private static List<Rule> counted(List<IpvsCounterFact> counters, boolean v6) {
        return counters.stream()
                .filter(counter -> counter.server().isEmpty() && v6(counter.service()) == v6)
                .map(counter -> open(counter.source(), conds(counter.service())))
                .toList();
    }

    /** Servers whose address is a name, unless another dump has numbers: a packet of that protocol may be for them. */
    private static List<Rule> named(Ipvs ipvs) {
        return ipvs.names().stream()
                .filter(name -> name.kind() == IpvsNameFact.Kind.VIRTUAL_SERVER)
                .filter(name -> ipvs.virtualServers().stream()
                        .allMatch(server ->
                                server.source().artifact().equals(name.source().artifact())))
                .map(name -> open(
                        name.source(),
                        List.of(
                                new Cond.ProtocolIs(name.protocol()),
                                new Cond.Unmodelled("the address is that of " + name.address()))))
                .toList();
    }

    private static List<Cond> conds(IpvsService service) {
        List<Cond> conds = new ArrayList<>();
        switch (service) {
            case IpvsService.Marked marked -> conds.add(new Cond.MarkIs(marked.mark(), Masked.ALL));
            case IpvsService.At at -> {
                conds.add(new Cond.ProtocolIs(at.proto()));
                conds.add(new Cond.Address(
                        End.DST, at.address().ip(), at.address().ip()));
                if (at.address().port() != 0) {
                    conds.add(new Cond.Port(End.DST, Ports.of(at.address().port())));
                }
            }
        }
        return conds;
    }

    private static Rule rule(VirtualServerFact fact, List<RealServerFact> servers) {
        String name = fact.service().toString();
        VirtualServer server =
                new VirtualServer(fact.source(), name, fact.scheduler(), fact.persistentSeconds() > 0, servers);
        String text = "IPVS " + name + " " + fact.scheduler()
                + (fact.persistentSeconds() > 0 ? " persistent " + fact.persistentSeconds() : "");
        return new Rule(fact.source(), conds(fact.service()), new Action.Schedule(server), Optional.empty(), text);
    }

    /** The device that kube-proxy binds Service addresses to is there, the virtual servers were not dumped: what they do cannot be told. */
    private static List<Rule> notDumped(NetNs netns, boolean v6) {
        List<AddrFact> bound = netns.addresses(DEVICE).stream()
                .filter(address -> address.ip().v6() == v6)
                .toList();
        List<Rule> rules = new ArrayList<>();
        for (AddrFact address : bound) {
            rules.add(open(address.source(), List.of(new Cond.Address(End.DST, address.ip(), address.ip()))));
        }
        Optional<Source> device = netns.link(DEVICE)
                .map(link -> link.source())
                .or(() -> bound.stream().map(AddrFact::source).findFirst());
        device.ifPresent(source -> rules.add(open(source, List.of(new Cond.Port(End.DST, NODE_PORTS)))));
        return rules;
    }

    private static Rule open(Source source, List<Cond> conds) {
        String text = "the virtual servers of IPVS (ipvsadm -Sn), which were not dumped";
        return new Rule(source, conds, new Action.Unmodelled(text), Optional.empty(), text);
    }
}

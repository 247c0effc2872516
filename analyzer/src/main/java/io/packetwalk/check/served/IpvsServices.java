package io.packetwalk.check.served;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * IPVS as kube-proxy writes it: a virtual server for each address, the address on the device {@code kube-ipvs0}, and the pair in one of the ipsets that the chain
 * KUBE-IPVS-FILTER lets pass (kubernetes pkg/proxy/ipvs/proxier.go). A packet needs all three.
 */
final class IpvsServices {

    private static final String DEVICE = "kube-ipvs0";
    private static final String FILTER = "KUBE-IPVS-FILTER";

    private final NetNs netns;
    private final Set<Ip> bound;
    private final boolean addressesKnown;
    private final Set<String> passed;
    private final boolean filtered;

    private IpvsServices(NetNs netns) {
        this.netns = netns;
        this.bound = netns.addresses(DEVICE).stream().map(AddrFact::ip).collect(Collectors.toSet());
        this.addressesKnown = netns.complete("ip-addr") && netns.link(DEVICE).isPresent();
        Set<String> sets = netns.rules().rules().stream()
                .filter(rule -> rule.chain().equals(FILTER))
                .filter(rule -> rule.options().stream()
                        .anyMatch(option ->
                                option.name().equals("-j") && option.arg().equals("RETURN")))
                .flatMap(rule -> rule.options().stream())
                .filter(option -> option.name().equals("--match-set"))
                .map(IptablesRuleFact.Option::arg)
                .collect(Collectors.toSet());
        Set<String> dumped =
                netns.rules().sets().stream().map(set -> set.name()).collect(Collectors.toSet());
        this.filtered = !sets.isEmpty() && dumped.containsAll(sets);
        this.passed = netns.rules().members().stream()
                .filter(member -> sets.contains(member.set()))
                .map(SetMemberFact::element)
                .collect(Collectors.toSet());
    }

    /** What IPVS does with the Services of a family; empty when it has none. */
    static Map<Address, Programmed> of(Node node, boolean v6) {
        if (node.netns().rules().ipvs().virtualServers().isEmpty()) {
            return Map.of();
        }
        return new IpvsServices(node.netns()).entries(node, v6);
    }

    private Map<Address, Programmed> entries(Node node, boolean v6) {
        Map<IpvsService, Map<IpPort, Source>> targets = new HashMap<>();
        for (RealServerFact server : netns.rules().ipvs().realServers()) {
            // Weight 0 takes no new connection: it drains.
            if (server.weight() > 0) {
                targets.computeIfAbsent(server.service(), key -> new TreeMap<>())
                        .putIfAbsent(server.address(), server.source());
            }
        }
        Set<Ip> own = new HashSet<>();
        netns.addresses().stream()
                .filter(address -> !address.dev().equals(DEVICE))
                .forEach(address -> own.add(address.ip()));
        Map<Address, Programmed> entries = new HashMap<>();
        for (VirtualServerFact server : netns.rules().ipvs().virtualServers()) {
            if (server.service() instanceof IpvsService.At at
                    && at.address().ip().v6() == v6) {
                Ip ip = at.address().ip();
                boolean host = own.contains(ip) || node.owns(ip) && !bound.contains(ip);
                Address address = host
                        ? Address.nodePort(at.proto(), at.address().port())
                        : Address.at(at.proto(), ip, at.address().port());
                entries.putIfAbsent(
                        address,
                        new Programmed(
                                server.source(),
                                targets.getOrDefault(server.service(), Map.of()),
                                host ? "" : obstacle(at)));
            }
        }
        return entries;
    }

    private String obstacle(IpvsService.At at) {
        if (addressesKnown && !bound.contains(at.address().ip())) {
            return at.address().ip() + " is not on " + DEVICE + ", so packets to it never come to IPVS";
        }
        String member =
                at.address().ip() + "," + at.proto() + ":" + at.address().port();
        return filtered && !passed.contains(member)
                ? member + " is in none of the ipsets that " + FILTER + " lets pass"
                : "";
    }
}

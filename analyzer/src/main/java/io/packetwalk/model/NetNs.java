package io.packetwalk.model;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.conntrack.ConntrackCountFact;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.conntrack.ConntrackStatFact;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.BridgePortFact;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.fact.iproute.NextHopFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.fact.iproute.WireGuardFact;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.cilium.CiliumMaps;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One network namespace as its dumps show it. Empty lists say nothing by themselves: ask {@link #presence} whether absence is evidence.
 *
 * @param place a node's host namespace, a pod's, or an outside host's
 * @param links interfaces
 * @param addresses addresses
 * @param routes routes of all tables that were dumped
 * @param nextHops nexthop objects that routes may name
 * @param wireGuards WireGuard interfaces with their peers
 * @param routingRules policy routing rules, lowest priority first
 * @param neighbours neighbour entries
 * @param fdb forwarding database entries
 * @param bridgePorts bridge ports
 * @param sockets sockets
 * @param sysctls kernel settings by key
 * @param counters counters, of every time they were read
 * @param conntrack tracked flows
 * @param conntrackStats statistics per CPU, of every time they were read
 * @param conntrackCount entries, as {@code conntrack -C} says
 * @param rules packet filter and translation rules
 * @param cilium what Cilium's programs know
 * @param resolvConf resolver configuration
 * @param hosts hosts file
 * @param presence presence by format id, for the formats that were seen
 * @param windows collection window by format id, where known
 */
public record NetNs(
        Place place,
        List<LinkFact> links,
        List<AddrFact> addresses,
        List<RouteFact> routes,
        List<NextHopFact> nextHops,
        List<WireGuardFact> wireGuards,
        List<RoutingRuleFact> routingRules,
        List<NeighFact> neighbours,
        List<FdbFact> fdb,
        List<BridgePortFact> bridgePorts,
        List<SocketFact> sockets,
        Map<String, SysctlFact> sysctls,
        CounterReadings counters,
        List<ConntrackFact> conntrack,
        List<ConntrackStatFact> conntrackStats,
        Optional<ConntrackCountFact> conntrackCount,
        Ruleset rules,
        CiliumMaps cilium,
        Optional<ResolvConfFact> resolvConf,
        List<HostsFact> hosts,
        Map<String, Presence> presence,
        Map<String, Window> windows) {

    public Optional<LinkFact> link(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    public Optional<LinkFact> link(int index) {
        return links.stream().filter(link -> link.index() == index).findFirst();
    }

    /** Addresses of one interface. */
    public List<AddrFact> addresses(String dev) {
        return addresses.stream().filter(addr -> addr.dev().equals(dev)).toList();
    }

    public boolean owns(Ip ip) {
        for (AddrFact address : addresses) {
            if (address.ip().equals(ip)) {
                return true;
            }
        }
        return false;
    }

    public Optional<SysctlFact> sysctl(String key) {
        return Optional.ofNullable(sysctls.get(key));
    }

    /** A namespace is known by its place: to go over all rules and connections would be a long way to a number. */
    @Override
    public int hashCode() {
        return place.hashCode();
    }

    /** The same statistics in their order in time. */
    public ConntrackSamples conntrackSamples() {
        return ConntrackSamples.of(conntrackStats);
    }

    /** True when one of its interfaces has the link-layer address; also when that cannot be told, because none of them was listed with one. */
    public boolean mayBe(Mac station) {
        List<Mac> own = links.stream()
                .flatMap(link -> link.mac().stream())
                .filter(mac -> mac.bits() != 0)
                .toList();
        return own.isEmpty() || own.contains(station);
    }

    /** True when its interfaces were listed completely, by {@code ip link} or {@code ip addr}. */
    public boolean linksKnown() {
        return complete("ip-link") || complete("ip-addr");
    }

    /** True when at least one artifact of this format was read here and is complete, so that absence in it is evidence. */
    public boolean complete(String format) {
        Presence there = presence.get(format);
        return there != null && there.complete();
    }
}

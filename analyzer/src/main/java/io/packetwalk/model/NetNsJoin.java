package io.packetwalk.model;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.conntrack.ConnectionsFact;
import io.packetwalk.fact.conntrack.ConntrackCountFact;
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
import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.cilium.CiliumJoin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins the dumps of each network namespace. The same state is often dumped twice (text and {@code -j}, {@code main} and {@code all} tables, several conntrack
 * forms): each item is kept once, from the text dump when there is one, because a line of text is a better citation than a line of minified JSON.
 */
final class NetNsJoin {

    private final Place place;
    private final Map<Object, LinkFact> links = new LinkedHashMap<>();
    private final Map<Object, AddrFact> addresses = new LinkedHashMap<>();
    private final Map<Object, RouteFact> routes = new LinkedHashMap<>();
    private final Map<Long, NextHopFact> nextHops = new LinkedHashMap<>();
    private final Map<String, WireGuardFact> wireGuards = new LinkedHashMap<>();
    private final Map<Object, RoutingRuleFact> routingRules = new LinkedHashMap<>();
    private final Map<Object, NeighFact> neighbours = new LinkedHashMap<>();
    private final Map<Object, FdbFact> fdb = new LinkedHashMap<>();
    private final Map<Object, BridgePortFact> bridgePorts = new LinkedHashMap<>();
    private final Map<Object, SocketFact> sockets = new LinkedHashMap<>();
    private final Map<String, SysctlFact> sysctls = new TreeMap<>();
    private final List<CounterFact> counters = new ArrayList<>();
    private final ConnectionJoin connections = new ConnectionJoin();
    private final Map<Object, ConntrackStatFact> conntrackStats = new LinkedHashMap<>();
    private final List<ConntrackCountFact> conntrackCounts = new ArrayList<>();
    private final RulesetJoin rules = new RulesetJoin();
    private final CiliumJoin cilium = new CiliumJoin();
    private final List<ResolvConfFact> resolvConfs = new ArrayList<>();
    private final List<HostsFact> hosts = new ArrayList<>();
    private final Map<String, Presence> presence = new TreeMap<>();
    private final Map<String, Window> windows = new TreeMap<>();

    private NetNsJoin(Place place) {
        this.place = place;
    }

    /** One namespace per place that has dumps. */
    static Map<Place, NetNs> join(List<Reading> readings) {
        List<Reading> textFirst = readings.stream()
                .sorted(Comparator.comparing(
                                (Reading reading) -> reading.artifact().endsWith(".json"))
                        .thenComparing(Reading::artifact))
                .toList();
        Map<Place, NetNsJoin> joins = new LinkedHashMap<>();
        for (Reading reading : textFirst) {
            boolean namespaced = switch (reading.place()) {
                case Place.Node _n -> true;
                case Place.Pod _p -> true;
                case Place.Outside _o -> true;
                case Place.Cluster _c -> false;
                case Place.Unplaced _u -> false;
            };
            if (namespaced) {
                joins.computeIfAbsent(reading.place(), NetNsJoin::new).add(reading);
            }
        }
        Map<Place, NetNs> result = new LinkedHashMap<>();
        joins.forEach((place, join) -> result.put(place, join.build()));
        return result;
    }

    /** A namespace of which nothing was dumped. */
    static NetNs unseen(Place place) {
        return new NetNsJoin(place).build();
    }

    private void add(Reading reading) {
        presence.merge(reading.format(), reading.presence(), NetNsJoin::better);
        reading.window().ifPresent(window -> windows.merge(reading.format(), window, Window::span));
        for (Fact fact : reading.facts()) {
            add(fact);
        }
    }

    private static Presence better(Presence one, Presence other) {
        return rank(other) < rank(one) ? other : one;
    }

    private static int rank(Presence presence) {
        return switch (presence) {
            case Presence.Collected _c -> 0;
            case Presence.Empty _e -> 1;
            case Presence.Redacted _r -> 2;
            case Presence.Truncated _t -> 3;
            case Presence.Failed _f -> 4;
            case Presence.Refused _f -> 5;
            case Presence.NotCollected _n -> 6;
        };
    }

    private void add(Fact fact) {
        switch (fact) {
            case LinkFact link -> links.merge(link.name(), link, NetNsJoin::fuller);
            case AddrFact addr -> addresses.putIfAbsent(List.of(addr.dev(), addr.ip(), addr.prefix()), addr);
            case RouteFact route ->
                routes.putIfAbsent(
                        List.of(
                                route.table(),
                                route.type(),
                                route.dst(),
                                route.metric(),
                                route.dev(),
                                route.via(),
                                route.nextHops()),
                        route);
            case NextHopFact object -> nextHops.putIfAbsent(object.id(), object);
            case WireGuardFact wireGuard -> wireGuards.putIfAbsent(wireGuard.dev(), wireGuard);
            case RoutingRuleFact rule ->
                routingRules.putIfAbsent(
                        List.of(
                                rule.priority(),
                                rule.from(),
                                rule.to(),
                                rule.iif(),
                                rule.mark(),
                                rule.table(),
                                rule.action()),
                        rule);
            case NeighFact neigh -> neighbours.putIfAbsent(List.of(neigh.ip(), neigh.dev()), neigh);
            case FdbFact entry ->
                fdb.putIfAbsent(List.of(entry.mac(), entry.dev(), entry.master(), entry.dst()), entry);
            case BridgePortFact port ->
                bridgePorts.merge(port.dev(), port, (old, next) -> old.hairpin().unknown() ? next : old);
            case SocketFact socket ->
                sockets.putIfAbsent(
                        List.of(
                                socket.proto(),
                                socket.v6(),
                                socket.local(),
                                socket.localPort(),
                                socket.peer(),
                                socket.peerPort(),
                                socket.device()),
                        socket);
            case SysctlFact sysctl -> sysctls.putIfAbsent(sysctl.key(), sysctl);
            case CounterFact counter -> counters.add(counter);
            case ConnectionsFact table -> connections.add(table);
            case ConntrackStatFact stat ->
                conntrackStats.putIfAbsent(List.of(stat.source().artifact(), stat.cpu()), stat);
            case ConntrackCountFact count -> conntrackCounts.add(count);
            case ResolvConfFact resolvConf -> resolvConfs.add(resolvConf);
            case HostsFact host -> hosts.add(host);
            default -> {
                if (!cilium.add(fact)) {
                    rules.add(fact);
                }
            }
        }
    }

    /** ip addr shows links, too, but what they are only with -d, and their link-layer addresses neither with -4 nor in one line each. */
    private static LinkFact fuller(LinkFact old, LinkFact next) {
        LinkFact better = old.kind().isEmpty() && !next.kind().isEmpty() ? next : old;
        return new LinkFact(
                better.source(),
                better.index(),
                better.name(),
                better.peerIndex(),
                better.peerName(),
                better.flags(),
                better.mtu(),
                better.kind(),
                better.master(),
                better.mac().or(old::mac).or(next::mac),
                better.operstate(),
                better.vxlan(),
                better.tunnel(),
                better.vrfTable(),
                better.counters());
    }

    private NetNs build() {
        return new NetNs(
                place,
                List.copyOf(links.values()),
                List.copyOf(addresses.values()),
                List.copyOf(routes.values()),
                List.copyOf(nextHops.values()),
                List.copyOf(wireGuards.values()),
                routingRules.values().stream()
                        .sorted(Comparator.comparingInt(RoutingRuleFact::priority))
                        .toList(),
                List.copyOf(neighbours.values()),
                List.copyOf(fdb.values()),
                List.copyOf(bridgePorts.values()),
                List.copyOf(sockets.values()),
                Map.copyOf(sysctls),
                CounterReadings.of(counters),
                connections.build(),
                List.copyOf(conntrackStats.values()),
                conntrackCounts.stream().findFirst(),
                rules.build(),
                cilium.build(),
                resolvConfs.stream().findFirst(),
                List.copyOf(hosts),
                Map.copyOf(presence),
                Map.copyOf(windows));
    }
}

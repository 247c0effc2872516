package io.packetwalk.check.podnet;

import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Ip;
import java.util.Comparator;
import java.util.Optional;

/** Longest-prefix lookups in a node's main table, enough to tell a missing route; the walk engine does the rest. */
public final class Routes {

    private Routes() {}

    /** The best route to an address outside the node's local table; empty when no route matches. */
    public static Optional<RouteFact> to(NetNs netns, Ip ip) {
        return netns.routes().stream()
                .filter(route -> !route.table().equals("local"))
                .filter(route -> route.dst().contains(ip))
                .max(Comparator.comparingInt((RouteFact route) -> route.dst().length())
                        .thenComparingLong(route -> -route.metric()));
    }

    /** True when a table other than {@code local}, {@code main} and {@code default} may decide. */
    static boolean policyRouted(NetNs netns) {
        return netns.routes().stream()
                .map(RouteFact::table)
                .anyMatch(table -> !table.equals("local") && !table.equals("main") && !table.equals("default"));
    }
}

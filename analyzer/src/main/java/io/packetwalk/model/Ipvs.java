package io.packetwalk.model;

import io.packetwalk.fact.ipvs.IpvsConnectionFact;
import io.packetwalk.fact.ipvs.IpvsCounterFact;
import io.packetwalk.fact.ipvs.IpvsNameFact;
import io.packetwalk.fact.ipvs.IpvsTimeoutFact;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import java.util.List;

/**
 * The IPVS of one network namespace.
 *
 * @param virtualServers what it takes
 * @param realServers what it gives to
 * @param connections what it holds, persistence templates among them
 * @param counters lines of listings that only count
 * @param names lines that name hosts instead of addresses
 * @param timeouts how long it keeps idle connections, as often as it was dumped
 */
public record Ipvs(
        List<VirtualServerFact> virtualServers,
        List<RealServerFact> realServers,
        List<IpvsConnectionFact> connections,
        List<IpvsCounterFact> counters,
        List<IpvsNameFact> names,
        List<IpvsTimeoutFact> timeouts) {

    public static final Ipvs NONE = new Ipvs(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Ipvs {
        virtualServers = List.copyOf(virtualServers);
        realServers = List.copyOf(realServers);
        connections = List.copyOf(connections);
        counters = List.copyOf(counters);
        names = List.copyOf(names);
        timeouts = List.copyOf(timeouts);
    }
}

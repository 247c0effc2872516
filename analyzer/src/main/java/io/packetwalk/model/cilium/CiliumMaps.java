package io.packetwalk.model.cilium;

import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.fact.cni.CiliumEnforcementFact;
import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.fact.cni.CiliumIdentityFact;
import io.packetwalk.fact.cni.CiliumPolicyEntryFact;
import io.packetwalk.fact.cni.CiliumSourceRangeFact;
import io.packetwalk.fact.cni.CiliumStatusFact;
import io.packetwalk.fact.cni.CiliumTunnelFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The maps of one node. Empty ones say nothing by themselves: the namespace's presence says whether they were listed.
 *
 * @param services frontends by key
 * @param sourceRanges clients that frontends with source ranges take
 * @param addresses identities of addresses
 * @param tunnels nodes of ranges of addresses
 * @param endpoints addresses that are delivered to here
 * @param enforcement endpoints by number, as the agent lists them
 * @param policies entries of policy maps, by number of the endpoint; a map without entries is there, and empty
 * @param identities labels of identities
 * @param status how the programs are built, by key
 * @param tracking connections to Services
 */
public record CiliumMaps(
        Map<CiliumFrontend, CiliumService> services,
        List<CiliumSourceRangeFact> sourceRanges,
        List<CiliumAddressFact> addresses,
        List<CiliumTunnelFact> tunnels,
        Map<Ip, CiliumEndpointFact> endpoints,
        Map<Integer, CiliumEnforcementFact> enforcement,
        Map<Integer, List<CiliumPolicyEntryFact>> policies,
        Map<Long, CiliumIdentityFact> identities,
        Map<String, CiliumStatusFact> status,
        CiliumTracking tracking) {

    public static final CiliumMaps NONE = new CiliumMaps(
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            CiliumTracking.NONE);

    public CiliumMaps {
        services = Map.copyOf(services);
        sourceRanges = List.copyOf(sourceRanges);
        addresses = List.copyOf(addresses);
        tunnels = List.copyOf(tunnels);
        endpoints = Map.copyOf(endpoints);
        enforcement = Map.copyOf(enforcement);
        policies = Map.copyOf(policies);
        identities = Map.copyOf(identities);
        status = Map.copyOf(status);
    }

    /**
     * The frontend that takes a packet (bpf/lib/lb.h, {@code lb4_lookup_service}): first of its protocol, then of any; a client inside the cluster gets the internal
     * entry where there are two.
     */
    public Optional<CiliumService> service(Proto proto, IpPort at, boolean inside) {
        Optional<CiliumService> internal = inside ? exact(proto, at, true) : Optional.empty();
        return internal.or(() -> exact(proto, at, false));
    }

    private Optional<CiliumService> exact(Proto proto, IpPort at, boolean internal) {
        return Optional.ofNullable(services.get(new CiliumFrontend(Optional.of(proto), at, internal)))
                .or(() -> Optional.ofNullable(services.get(new CiliumFrontend(Optional.empty(), at, internal))));
    }

    /** The longest prefix of the address cache that holds an address. */
    public Optional<CiliumAddressFact> address(Ip ip) {
        return addresses.stream()
                .filter(entry -> entry.prefix().contains(ip))
                .max(Comparator.comparingInt(entry -> entry.prefix().length()));
    }

    /** What a status line says, empty when it was not printed. */
    public String says(String key) {
        CiliumStatusFact line = status.get(key);
        return line == null ? "" : line.value();
    }
}

package io.packetwalk.model.cilium;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.fact.cni.CiliumAgentServiceFact;
import io.packetwalk.fact.cni.CiliumCountFact;
import io.packetwalk.fact.cni.CiliumCtFact;
import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.fact.cni.CiliumEnforcementFact;
import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.fact.cni.CiliumIdentityFact;
import io.packetwalk.fact.cni.CiliumPolicyEntryFact;
import io.packetwalk.fact.cni.CiliumPolicyMapFact;
import io.packetwalk.fact.cni.CiliumServiceFact;
import io.packetwalk.fact.cni.CiliumSlotFact;
import io.packetwalk.fact.cni.CiliumSourceRangeFact;
import io.packetwalk.fact.cni.CiliumStatusFact;
import io.packetwalk.fact.cni.CiliumTunnelFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins the lists of one node. What two files say is kept once, from the file whose name comes first. */
public final class CiliumJoin {

    private final Map<CiliumFrontend, CiliumServiceFact> services = new HashMap<>();
    private final Map<CiliumFrontend, Map<List<Object>, CiliumSlotFact>> slots = new HashMap<>();
    private final Map<CiliumFrontend, CiliumCountFact> counts = new HashMap<>();
    private final Map<CiliumFrontend, CiliumAgentServiceFact> agents = new HashMap<>();
    private final Map<List<Object>, CiliumSourceRangeFact> sourceRanges = new LinkedHashMap<>();
    private final Map<Cidr, CiliumAddressFact> addresses = new LinkedHashMap<>();
    private final Map<Ip, CiliumTunnelFact> tunnels = new LinkedHashMap<>();
    private final Map<Ip, CiliumEndpointFact> endpoints = new HashMap<>();
    private final Map<Integer, CiliumEnforcementFact> enforcement = new HashMap<>();
    private final Map<Integer, List<CiliumPolicyEntryFact>> policies = new HashMap<>();
    private final Map<Integer, String> policyArtifacts = new HashMap<>();
    private final Map<Long, CiliumIdentityFact> identities = new HashMap<>();
    private final Map<String, CiliumStatusFact> status = new HashMap<>();
    private final List<CiliumCtFact> tracked = new ArrayList<>();

    /** Takes a fact; false when it is none of Cilium's. */
    public boolean add(Fact fact) {
        switch (fact) {
            case CiliumServiceFact service -> services.putIfAbsent(service.frontend(), service);
            case CiliumSlotFact slot ->
                slots.computeIfAbsent(slot.frontend(), key -> new LinkedHashMap<>())
                        .putIfAbsent(slotKey(slot), slot);
            case CiliumCountFact count ->
                // Entries of slots have no count: the frontend's own is the one that has.
                counts.merge(count.frontend(), count, (old, next) -> old.count() >= next.count() ? old : next);
            case CiliumAgentServiceFact agent -> agents.putIfAbsent(agent.frontend(), agent);
            case CiliumSourceRangeFact range -> sourceRanges.putIfAbsent(List.of(range.range(), range.revNat()), range);
            case CiliumAddressFact address -> addresses.putIfAbsent(address.prefix(), address);
            case CiliumTunnelFact tunnel -> tunnels.putIfAbsent(tunnel.base(), tunnel);
            case CiliumEndpointFact endpoint -> endpoints.putIfAbsent(endpoint.ip(), endpoint);
            case CiliumEnforcementFact enforced -> enforcement.putIfAbsent(enforced.id(), enforced);
            case CiliumPolicyMapFact map -> {
                policies.computeIfAbsent(map.endpoint(), key -> new ArrayList<>());
                policyArtifacts.putIfAbsent(map.endpoint(), map.source().artifact());
            }
            case CiliumPolicyEntryFact entry -> {
                String first = policyArtifacts.computeIfAbsent(
                        entry.endpoint(), key -> entry.source().artifact());
                if (first.equals(entry.source().artifact())) {
                    policies.computeIfAbsent(entry.endpoint(), key -> new ArrayList<>())
                            .add(entry);
                }
            }
            case CiliumIdentityFact identity -> identities.putIfAbsent(identity.identity(), identity);
            case CiliumCtFact entry -> tracked.add(entry);
            case CiliumStatusFact line -> status.putIfAbsent(line.key(), line);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** One slot is one backend; where slots are not printed, lines of one artifact are slots of their own. */
    private static List<Object> slotKey(CiliumSlotFact slot) {
        return slot.slot() > 0 ? List.of(slot.slot()) : List.of(slot.backend(), slot.source());
    }

    public CiliumMaps build() {
        Set<CiliumFrontend> frontends = new HashSet<>(services.keySet());
        frontends.addAll(slots.keySet());
        frontends.addAll(agents.keySet());
        Map<CiliumFrontend, CiliumService> joined = new HashMap<>();
        for (CiliumFrontend frontend : frontends) {
            joined.put(
                    frontend,
                    new CiliumService(
                            frontend,
                            Optional.ofNullable(services.get(frontend)),
                            List.copyOf(slots.getOrDefault(frontend, Map.of()).values()),
                            Optional.ofNullable(counts.get(frontend)),
                            Optional.ofNullable(agents.get(frontend))));
        }
        return new CiliumMaps(
                joined,
                List.copyOf(sourceRanges.values()),
                List.copyOf(addresses.values()),
                List.copyOf(tunnels.values()),
                endpoints,
                enforcement,
                policies,
                identities,
                status,
                new CiliumTracking(tracked));
    }
}

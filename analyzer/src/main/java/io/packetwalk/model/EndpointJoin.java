package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EndpointsFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gives each Service the endpoints that the API lists for it: from EndpointSlices, else from the legacy Endpoints object. */
final class EndpointJoin {

    private EndpointJoin() {}

    static List<Service> join(ApiObjects api) {
        List<EndpointSliceFact> slices = api.all(EndpointSliceFact.class);
        List<EndpointsFact> legacy = api.all(EndpointsFact.class);
        Map<ObjectRef, List<EndpointSliceFact>> slicesOf = new HashMap<>();
        for (EndpointSliceFact slice : slices) {
            if (!slice.serviceName().isEmpty()) {
                slicesOf.computeIfAbsent(
                                ObjectRef.service(slice.ref().namespace(), slice.serviceName()),
                                ref -> new ArrayList<>())
                        .add(slice);
            }
        }
        Map<ObjectRef, EndpointsFact> legacyOf = new HashMap<>();
        for (EndpointsFact endpoints : legacy) {
            legacyOf.put(
                    ObjectRef.service(
                            endpoints.ref().namespace(), endpoints.ref().name()),
                    endpoints);
        }
        List<Service> services = new ArrayList<>();
        for (ServiceFact object : api.all(ServiceFact.class)) {
            if (!slices.isEmpty()) {
                services.add(fromSlices(object, slicesOf.getOrDefault(object.ref(), List.of())));
            } else if (!legacy.isEmpty()) {
                services.add(fromLegacy(object, Optional.ofNullable(legacyOf.get(object.ref()))));
            } else {
                services.add(new Service(object, List.of(), Service.Listed.NOWHERE, List.of(), Optional.empty()));
            }
        }
        return List.copyOf(services);
    }

    private static Service fromSlices(ServiceFact object, List<EndpointSliceFact> slices) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (EndpointSliceFact slice : slices) {
            Map<String, Integer> ports = new TreeMap<>();
            for (EndpointSliceFact.SlicePort port : slice.ports()) {
                port.port().ifPresent(number -> ports.put(port.name(), number));
            }
            for (EndpointSliceFact.SliceEndpoint listed : slice.endpoints()) {
                // Consumers use the first address only (discovery.k8s.io/v1 Endpoint.addresses).
                Optional<Ip> ip = listed.addresses().stream().findFirst().flatMap(Ip::parse);
                ip.ifPresent(address -> endpoints.add(new Endpoint(
                        listed.source(),
                        address,
                        listed.ready(),
                        listed.serving(),
                        listed.terminating(),
                        listed.nodeName(),
                        listed.zone(),
                        listed.target(),
                        listed.targetUid(),
                        listed.zoneHints(),
                        listed.nodeHints(),
                        Map.copyOf(ports))));
            }
        }
        return new Service(
                object,
                List.copyOf(endpoints),
                Service.Listed.SLICES,
                slices.stream().map(EndpointSliceFact::source).toList(),
                slices.stream().flatMap(slice -> slice.changed().stream()).max(Comparator.naturalOrder()));
    }

    private static Service fromLegacy(ServiceFact object, Optional<EndpointsFact> listed) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (EndpointsFact.Subset subset : listed.map(EndpointsFact::subsets).orElse(List.of())) {
            Map<String, Integer> ports = new TreeMap<>();
            for (EndpointSliceFact.SlicePort port : subset.ports()) {
                port.port().ifPresent(number -> ports.put(port.name(), number));
            }
            subset.ready()
                    .forEach(address -> endpoint(address, Ternary.YES, ports).ifPresent(endpoints::add));
            subset.notReady()
                    .forEach(address -> endpoint(address, Ternary.NO, ports).ifPresent(endpoints::add));
        }
        return new Service(
                object,
                List.copyOf(endpoints),
                Service.Listed.ENDPOINTS,
                listed.map(EndpointsFact::source).stream().toList(),
                Optional.empty());
    }

    private static Optional<Endpoint> endpoint(
            EndpointsFact.Address address, Ternary ready, Map<String, Integer> ports) {
        return Ip.parse(address.ip())
                .map(ip -> new Endpoint(
                        address.source(),
                        ip,
                        ready,
                        Ternary.UNKNOWN,
                        Ternary.UNKNOWN,
                        address.nodeName(),
                        "",
                        address.target(),
                        "",
                        List.of(),
                        List.of(),
                        Map.copyOf(ports)));
    }
}

package io.packetwalk.check.membership;

import io.packetwalk.check.Case;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Slices that were meant for a Service and do not belong to it. */
public final class Strays {

    /** What keeps a slice from its Service. */
    enum Fault {
        NO_LABEL("has no label kubernetes.io/service-name"),
        OTHER_LABEL("names a Service that does not exist in its label"),
        OTHER_NAMESPACE("is in another namespace"),
        NO_ADDRESSES("has addressType FQDN, which no proxy reads");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A slice and what is wrong with it.
     *
     * @param slice the slice
     * @param fault what keeps it away
     */
    record Stray(EndpointSliceFact slice, Fault fault) {}

    private Strays() {}

    /** True when a slice seems to be meant for a Service that has none. */
    public static boolean near(Case that, Service service) {
        return !of(that, service).isEmpty();
    }

    /** Named after the Service, or labelled for it, and with its ports. A Service of the same name elsewhere has a claim of its own. */
    static List<Stray> of(Case that, Service service) {
        return that.cluster().slices().stream()
                .filter(slice -> !slice.endpoints().isEmpty() && ports(slice).equals(ports(service)))
                .flatMap(slice -> fault(that, service, slice).stream().map(fault -> new Stray(slice, fault)))
                .toList();
    }

    private static List<Fault> fault(Case that, Service service, EndpointSliceFact slice) {
        String name = service.ref().name();
        boolean here = slice.ref().namespace().equals(service.ref().namespace());
        boolean labelled = slice.serviceName().equals(name);
        boolean named = slice.ref().name().equals(name) || slice.ref().name().startsWith(name + "-");
        if (here && labelled) {
            return slice.addressType().equals("FQDN") ? List.of(Fault.NO_ADDRESSES) : List.of();
        }
        if (here && named && slice.serviceName().isEmpty()) {
            return List.of(Fault.NO_LABEL);
        }
        boolean owned = that.cluster()
                .service(slice.ref().namespace(), slice.serviceName())
                .isPresent();
        if (here && named && !owned) {
            return List.of(Fault.OTHER_LABEL);
        }
        return !here && labelled && !owned ? List.of(Fault.OTHER_NAMESPACE) : List.of();
    }

    private static Set<String> ports(EndpointSliceFact slice) {
        return slice.ports().stream()
                .map(port -> port.proto() + " " + port.name())
                .collect(Collectors.toSet());
    }

    private static Set<String> ports(Service service) {
        return service.object().ports().stream()
                .map((ServiceFact.ServicePort port) -> port.proto() + " " + port.name())
                .collect(Collectors.toSet());
    }
}

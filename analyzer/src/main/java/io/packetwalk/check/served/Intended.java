package io.packetwalk.check.served;

import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The endpoints that the API wants a node to use for the cluster IP of one Service port (CategorizeEndpoints, kubernetes pkg/proxy/topology.go).
 *
 * @param choices each set that would be right: with topology hints there are two, because whether they count depends on a version and a gate that no dump shows
 */
public record Intended(List<Set<IpPort>> choices) {

    private static final String ZONE = "topology.kubernetes.io/zone";

    /** For one node and family. */
    public static Intended of(Node node, Service service, ServiceFact.ServicePort port, boolean v6) {
        List<Endpoint> listed = service.endpoints().stream()
                .filter(endpoint ->
                        endpoint.ip().v6() == v6 && endpoint.at(port.name()).isPresent())
                .toList();
        if (service.object().internalTrafficPolicy().equals("Local")) {
            List<Endpoint> here = listed.stream()
                    .filter(endpoint -> endpoint.nodeName().equals(node.name()))
                    .toList();
            return new Intended(List.of(ends(usable(here), port)));
        }
        List<Endpoint> usable = usable(listed);
        Set<Set<IpPort>> choices = new LinkedHashSet<>();
        choices.add(ends(usable, port));
        String zone = node.object()
                .map(object -> object.labels().getOrDefault(ZONE, ""))
                .orElse("");
        hinted(
                usable,
                endpoint -> !endpoint.nodeHints().isEmpty(),
                endpoint -> endpoint.nodeHints().contains(node.name()),
                port,
                choices);
        hinted(
                usable,
                endpoint -> !endpoint.zoneHints().isEmpty(),
                endpoint -> endpoint.zoneHints().contains(zone),
                port,
                choices);
        return new Intended(List.copyOf(choices));
    }

    /** Ready ones; when none is, those still serving while terminating (KEP-1669). */
    private static List<Endpoint> usable(List<Endpoint> listed) {
        List<Endpoint> ready = listed.stream().filter(Endpoint::isReady).toList();
        return ready.isEmpty()
                ? listed.stream().filter(Endpoint::isServingWhileTerminating).toList()
                : ready;
    }

    /** Hints count only when every endpoint has one, and one of them is for here. */
    private static void hinted(
            List<Endpoint> usable,
            Predicate<Endpoint> hints,
            Predicate<Endpoint> here,
            ServiceFact.ServicePort port,
            Set<Set<IpPort>> choices) {
        if (usable.stream().allMatch(hints) && usable.stream().anyMatch(here)) {
            choices.add(ends(usable.stream().filter(here).toList(), port));
        }
    }

    private static Set<IpPort> ends(List<Endpoint> endpoints, ServiceFact.ServicePort port) {
        return endpoints.stream()
                .flatMap(endpoint -> endpoint.at(port.name()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** True when a node that sends there does what the API wants. */
    public boolean met(Set<IpPort> targets) {
        return choices.stream().anyMatch(targets::equals);
    }

    /** The fewest endpoints that must be there. */
    public Set<IpPort> least() {
        return choices.getLast();
    }

    /** All endpoints that may be there. */
    public Set<IpPort> most() {
        return choices.getFirst();
    }
}

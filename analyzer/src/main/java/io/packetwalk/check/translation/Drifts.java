package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.check.served.Intended;
import io.packetwalk.check.served.Programmed;
import io.packetwalk.check.served.Served;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Finds where nodes do other than the API wants. */
final class Drifts {

    /** Services with this label are another proxy's business (kubernetes pkg/proxy/apis/well_known_labels.go). */
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    /** Annotations of global Services (clustermesh), old and new. */
    private static final Set<String> GLOBAL = Set.of("service.cilium.io/global", "io.cilium/global-service");

    private final Case that;
    private final List<Service> services;
    private final Set<Address> known = new HashSet<>();

    Drifts(Case that) {
        this.that = that;
        this.services = services(that);
        that.cluster().services().forEach(service -> {
            for (ServiceFact.ServicePort port : service.object().ports()) {
                service.fronts().forEach(ip -> known.add(Address.at(port.proto(), ip, port.port())));
                if (port.nodePort() != 0) {
                    known.add(Address.nodePort(port.proto(), port.nodePort()));
                }
            }
        });
    }

    /** Services whose endpoints the API lists and that kube-proxy serves. */
    static List<Service> services(Case that) {
        return that.cluster().services().stream()
                .filter(service -> service.listed() == Service.Listed.SLICES)
                .filter(service -> !service.object().clusterIps().isEmpty())
                .filter(service -> !service.object().labels().containsKey(OTHER_PROXY))
                .toList();
    }

    /** All differences of what kube-proxy wrote on one node. */
    List<Drift> of(Node node) {
        return of(node, Served::serving);
    }

    /** All differences of Cilium's maps on one node. */
    List<Drift> ofCilium(Node node) {
        return of(node, Served::cilium);
    }

    private List<Drift> of(Node node, BiFunction<Served, Boolean, Optional<Implementation>> facility) {
        Served served = that.served().on(node);
        List<Drift> drifts = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            Optional<Implementation> serving = facility.apply(served, v6).filter(served::whole);
            if (serving.isPresent()) {
                drifts.addAll(of(node, serving.get()));
            }
        }
        return drifts;
    }

    private List<Drift> of(Node node, Implementation serving) {
        List<Drift> drifts = new ArrayList<>();
        for (Service service : services) {
            for (ServiceFact.ServicePort port : service.object().ports()) {
                if (serving.backend() == Backend.CILIUM && notCiliums(service, port)) {
                    continue;
                }
                Intended intended = Intended.of(node, service, port, serving.v6());
                service.object().clusterIps().stream()
                        .filter(ip -> ip.v6() == serving.v6())
                        .map(ip -> Address.at(port.proto(), ip, port.port()))
                        .flatMap(address -> at(node, serving, service, address, intended).stream())
                        .forEach(drifts::add);
                outside(node, serving, service, port, drifts);
            }
        }
        serving.entries().forEach((address, programmed) -> {
            boolean ours = serving.backend() == Backend.CILIUM ? knows(address) : known.contains(address);
            if (!ours
                    && address.ip().isPresent()
                    && !programmed.targets().isEmpty()
                    && !(serving.backend() == Backend.CILIUM && everywhere(serving, address))) {
                drifts.add(new Drift(
                        node,
                        serving.backend(),
                        address,
                        Optional.empty(),
                        Optional.of(programmed),
                        programmed.targets(),
                        Set.of()));
            }
        });
        return drifts;
    }

    /** Global Services have backends of other clusters; SCTP is off unless asked for. */
    private static boolean notCiliums(Service service, ServiceFact.ServicePort port) {
        return port.proto().equals(Proto.SCTP)
                || GLOBAL.stream()
                        .anyMatch(key -> service.object().annotations().containsKey(key));
    }

    /** The API has a Service there; of any protocol, for a key of Cilium's may stand for all of them. */
    private boolean knows(Address address) {
        return known.contains(address)
                || Stream.of(Proto.TCP, Proto.UDP)
                        .anyMatch(proto -> known.contains(new Address(proto, address.ip(), address.port())));
    }

    private static Optional<Drift> at(
            Node node, Implementation serving, Service service, Address address, Intended intended) {
        Optional<Programmed> programmed = serving.at(address);
        if (programmed.filter(Programmed::elsewhere).isPresent()) {
            return Optional.empty();
        }
        Map<IpPort, Source> targets = programmed.map(Programmed::targets).orElse(Map.of());
        boolean blocked = !intended.most().isEmpty()
                && programmed.filter(entry -> !entry.obstacle().isEmpty()).isPresent();
        if (intended.met(targets.keySet()) && !blocked) {
            return Optional.empty();
        }
        Map<IpPort, Source> stale = new TreeMap<>(targets);
        stale.keySet().removeAll(intended.most());
        Set<IpPort> absent = new TreeSet<>(intended.least());
        absent.removeAll(targets.keySet());
        return stale.isEmpty() && absent.isEmpty() && !blocked
                ? Optional.empty()
                : Optional.of(
                        new Drift(node, serving.backend(), address, Optional.of(service), programmed, stale, absent));
    }

    /**
     * Node ports, external and load-balancer addresses. Their chains hold endpoints for outside and for inside clients alike, so only a target that is nobody's
     * is stale; and one that is not served counts only when another node does: which of them kube-proxy writes depends on its version and options.
     */
    private void outside(
            Node node, Implementation serving, Service service, ServiceFact.ServicePort port, List<Drift> drifts) {
        Set<IpPort> any = new TreeSet<>();
        service.endpoints().stream()
                .filter(endpoint -> endpoint.isReady() || endpoint.isServingWhileTerminating())
                .filter(endpoint -> endpoint.ip().v6() == serving.v6())
                .forEach(endpoint -> endpoint.at(port.name()).ifPresent(any::add));
        List<Address> addresses = new ArrayList<>();
        service.fronts().stream()
                .filter(ip -> ip.v6() == serving.v6()
                        && !service.object().clusterIps().contains(ip))
                .forEach(ip -> addresses.add(Address.at(port.proto(), ip, port.port())));
        if (port.nodePort() != 0) {
            addresses.add(Address.nodePort(port.proto(), port.nodePort()));
        }
        for (Address address : addresses) {
            Optional<Programmed> programmed = serving.at(address);
            if (programmed.filter(Programmed::elsewhere).isPresent()) {
                continue;
            }
            Map<IpPort, Source> stale =
                    new TreeMap<>(programmed.map(Programmed::targets).orElse(Map.of()));
            stale.keySet().removeAll(any);
            boolean missing = programmed.isEmpty()
                    && !any.isEmpty()
                    && service.object().externalTrafficPolicy().equals("Cluster")
                    && servedElsewhere(node, serving, address);
            if (!stale.isEmpty() || missing) {
                drifts.add(new Drift(
                        node,
                        serving.backend(),
                        address,
                        Optional.of(service),
                        programmed,
                        stale,
                        missing ? any : Set.of()));
            }
        }
    }

    /** What all agents have is no leftover of one: rather a Service that the dump of the API lacks. */
    private boolean everywhere(Implementation serving, Address address) {
        List<Implementation> all = that.cluster().nodes().stream()
                .flatMap(node -> that.served().on(node).cilium(serving.v6()).stream())
                .toList();
        return all.size() > 1
                && all.stream().allMatch(other -> other.at(address).isPresent());
    }

    private boolean servedElsewhere(Node node, Implementation serving, Address address) {
        return that.cluster().nodes().stream()
                .filter(other -> !other.equals(node))
                .flatMap(other -> that.served().on(other).of(serving.v6()).stream())
                .filter(other -> other.backend() == serving.backend())
                .flatMap(other -> other.at(address).stream())
                .anyMatch(programmed -> !programmed.targets().isEmpty());
    }
}

package io.packetwalk.check.served;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumServiceFact;
import io.packetwalk.model.cilium.CiliumMaps;
import io.packetwalk.model.cilium.CiliumService;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Services of Cilium's map, read back. Entries of NodePorts stand once for each address of the node and once for any; those of HostPorts are pods' and no Service's.
 */
final class CiliumServices {

    private CiliumServices() {}

    static Map<Address, Programmed> of(CiliumMaps maps, boolean v6) {
        Map<Address, Programmed> entries = new HashMap<>();
        maps.services().values().stream()
                .filter(service -> service.frontend().at().ip().v6() == v6)
                .filter(service -> !Set.of("HostPort", "").contains(service.type()))
                .sorted(java.util.Comparator.comparing(CiliumService::source))
                .forEach(service -> addresses(service)
                        .forEach(address -> entries.merge(address, programmed(service), CiliumServices::both)));
        return entries;
    }

    /** A key without a protocol serves all of them. */
    private static Stream<Address> addresses(CiliumService service) {
        IpPort at = service.frontend().at();
        List<Proto> protos = service.frontend().proto().map(List::of).orElse(List.of(Proto.TCP, Proto.UDP));
        return protos.stream()
                .map(proto -> service.type().equals("NodePort")
                        ? Address.nodePort(proto, at.port())
                        : Address.at(proto, at.ip(), at.port()));
    }

    private static Programmed programmed(CiliumService service) {
        Map<IpPort, Source> targets = new TreeMap<>();
        service.targets().forEach(target -> target.at().ifPresent(at -> targets.putIfAbsent(at, target.source())));
        boolean proxied = service.flagged("l7-load-balancer")
                || service.own().map(CiliumServiceFact::proxyPort).orElse(0) > 0
                || service.type().equals("LocalRedirect");
        return new Programmed(service.source(), targets, "", proxied);
    }

    private static Programmed both(Programmed one, Programmed other) {
        Map<IpPort, Source> targets = new TreeMap<>(one.targets());
        other.targets().forEach(targets::putIfAbsent);
        return new Programmed(one.entry(), targets, "", one.elsewhere() || other.elsewhere());
    }
}

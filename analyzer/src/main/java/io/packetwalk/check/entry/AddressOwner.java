package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.Optional;

/**
 * Evidence that an address is a machine's outside of the cluster. A name that resolves to it is none: the names of external IPs do.
 *
 * @param statement what shows it, as a sentence without its dot
 * @param source where it stands
 */
record AddressOwner(String statement, Source source) {

    /** The first evidence there is: who answered for the address on the network, then who counts on it as a server. */
    static Optional<AddressOwner> of(Case that, Ip ip) {
        return neighbour(that, ip).or(() -> gateway(that, ip)).or(() -> endpoint(that, ip));
    }

    /** A machine answered for it whose station is no node's, of which all are known. */
    private static Optional<AddressOwner> neighbour(Case that, Ip ip) {
        for (Node node : that.cluster().nodes()) {
            for (NeighFact entry : node.netns().neighbours()) {
                Optional<Mac> station = entry.mac();
                boolean foreign = entry.ip().equals(ip)
                        && station.isPresent()
                        && that.cluster().nodes().stream()
                                .noneMatch(other -> other.netns().mayBe(station.get()));
                if (foreign) {
                    return Optional.of(new AddressOwner(
                            station.get() + ", which is no node's, answered " + node.name() + " for " + ip,
                            entry.source()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<AddressOwner> gateway(Case that, Ip ip) {
        return that.cluster().nodes().stream()
                .flatMap(node -> node.netns().routes().stream()
                        .filter(route -> route.via().filter(ip::equals).isPresent())
                        .map(route -> new AddressOwner(node.name() + " has " + ip + " as its gateway", route.source())))
                .findFirst();
    }

    /** A Service without pods of its own sends there. */
    private static Optional<AddressOwner> endpoint(Case that, Ip ip) {
        for (Service service : that.cluster().services()) {
            for (Endpoint endpoint : service.endpoints()) {
                if (endpoint.ip().equals(ip) && !service.fronts(ip)) {
                    return Optional.of(
                            new AddressOwner(service.ref() + " has " + ip + " as an endpoint", endpoint.source()));
                }
            }
        }
        return Optional.empty();
    }
}

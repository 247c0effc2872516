package io.packetwalk.check.translation;

import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Programmed;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The difference between what the API wants and what one node does, at one address.
 *
 * @param node the node
 * @param backend the facility that serves there
 * @param address where clients send to
 * @param service whose address it is; empty when no Service of the API has it
 * @param programmed what the node does; empty when it does nothing
 * @param stale programmed, but no endpoint of the API
 * @param absent endpoint of the API, but not programmed
 */
record Drift(
        Node node,
        Backend backend,
        Address address,
        Optional<Service> service,
        Optional<Programmed> programmed,
        Map<IpPort, Source> stale,
        Set<IpPort> absent) {

    /** What kind of difference it is. */
    enum Kind {
        /** Sends to endpoints that are gone. */
        STALE,
        /** Serves an address that no Service has. */
        FOREIGN,
        /** Does not serve the address at all, or packets do not come that far. */
        MISSING,
        /** Knows some endpoints only: nobody fails, the others carry more. */
        PARTIAL
    }

    Kind kind() {
        if (service.isEmpty()) {
            return Kind.FOREIGN;
        }
        boolean dead = programmed
                .map(entry -> entry.targets().isEmpty() || !entry.obstacle().isEmpty())
                .orElse(true);
        if (dead) {
            return Kind.MISSING;
        }
        return stale.isEmpty() ? Kind.PARTIAL : Kind.STALE;
    }

    /** A flow that enters at the node was sent to this address; or to a stale backend, for where sockets are translated no packet has the Service's. */
    boolean concerns(Flow flow) {
        return atSocket(flow)
                || flow.proto().equals(address.proto())
                        && flow.server().at().port() == address.port()
                        && address.ip()
                                .map(ip -> ip.equals(flow.server().at().ip()))
                                .orElseGet(() -> node.owns(flow.server().at().ip()));
    }

    private boolean atSocket(Flow flow) {
        return backend == Backend.CILIUM
                && flow.proto().equals(address.proto())
                && stale.containsKey(flow.server().at());
    }

    /** A failed flow to this address met the difference. */
    boolean met(Flow flow) {
        return switch (kind()) {
            case MISSING -> true;
            case STALE, FOREIGN -> flow.translated().isEmpty() || stale.containsKey(flow.reached());
            case PARTIAL -> false;
        };
    }

    /** A failed flow is known to have met the difference. */
    boolean surelyMet(Flow flow) {
        return kind() == Kind.MISSING || stale.containsKey(flow.reached());
    }

    /** {@code svc/shop/web:80}, or the bare address. */
    String name() {
        return service.map(owner ->
                        owner.ref() + ":" + address.port() + (address.ip().isEmpty() ? " (node port)" : ""))
                .orElse(address.toString());
    }

    /** The line that shows it best. */
    Optional<Source> place() {
        return stale.values().stream().findFirst().or(() -> programmed.map(Programmed::entry));
    }

    /** One sentence. */
    String why() {
        String here = node.name();
        return switch (kind()) {
            case MISSING ->
                programmed
                        .map(entry -> entry.obstacle().isEmpty()
                                ? here + " has " + name() + " in " + backend.word()
                                        + " with no endpoint behind it, the API lists " + text(absent) + "."
                                : here + " does not serve " + name() + ": " + entry.obstacle() + ".")
                        .orElse(here + " has Services in " + backend.word() + ", but nothing for " + name() + ".");
            case FOREIGN ->
                here + " still serves " + address + " and sends to " + text(stale.keySet())
                        + ", but no Service of the API has that address.";
            case STALE ->
                here + " still sends to " + text(stale.keySet()) + ", which "
                        + (stale.size() == 1 ? "is no endpoint" : "are no endpoints") + " of " + name() + " any more"
                        + (absent.isEmpty() ? "." : " and does not send to " + text(absent) + ".");
            case PARTIAL -> here + " does not send to " + text(absent) + ", which the API lists for " + name() + ".";
        };
    }

    private static String text(Collection<IpPort> ends) {
        return ends.stream().limit(6).map(IpPort::toString).collect(Collectors.joining(", "))
                + (ends.size() > 6 ? " and " + (ends.size() - 6) + " more" : "");
    }
}

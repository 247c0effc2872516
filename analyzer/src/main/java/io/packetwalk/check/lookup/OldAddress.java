package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.net.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A connection that failed, to an address that its client had from an earlier lookup.
 *
 * @param lookup the client's last lookup of that name before the connection
 * @param answer the answer with the address
 * @param flow the connection
 */
record OldAddress(Lookup lookup, Source answer, Flow flow) {

    /** From the lookup to the connection. */
    Duration age() {
        return Duration.between(lookup.exchanges().getLast().exchange().asked(), flow.start());
    }

    Ip address() {
        return flow.server().at().ip();
    }

    /** Every failed connection that follows from a captured lookup. */
    static List<OldAddress> in(Case that) {
        Map<String, List<Flow>> connections = Clients.connections(that);
        Map<String, List<Lookup>> lookups =
                that.flows().lookups().stream().collect(Collectors.groupingBy(Clients::name));
        List<OldAddress> found = new ArrayList<>();
        connections.forEach((client, flows) -> flows.stream()
                .filter(flow -> flow.state().failed())
                .forEach(flow ->
                        last(lookups.getOrDefault(client, List.of()), flow).ifPresent(found::add)));
        return found;
    }

    private static Optional<OldAddress> last(List<Lookup> lookups, Flow flow) {
        Optional<Lookup> lookup = lookups.stream()
                .filter(candidate ->
                        Clients.addresses(candidate).contains(flow.server().at().ip()))
                .filter(candidate ->
                        candidate.exchanges().getLast().exchange().asked().isBefore(flow.start()))
                .reduce((one, two) -> two);
        return lookup.flatMap(known -> known.exchanges().stream()
                .filter(asked -> asked.exchange()
                        .answers()
                        .contains(flow.server().at().ip().toString()))
                .map(asked -> new OldAddress(
                        known,
                        Source.packet(
                                asked.source().artifact(), asked.exchange().answerPacket()),
                        flow))
                .findFirst());
    }
}

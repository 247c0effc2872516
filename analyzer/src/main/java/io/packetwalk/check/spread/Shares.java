package io.packetwalk.check.spread;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Connections to one Service by the endpoint that each was seen to be sent to. What rules would choose does not count: only what was seen tells how loads differ.
 *
 * @param byEnd connections of each endpoint
 */
record Shares(Map<IpPort, List<Flow>> byEnd) {

    static Shares of(Case that, Service service) {
        Map<IpPort, List<Flow>> byEnd = new TreeMap<>();
        for (Flow flow : Traffic.to(that, service).all()) {
            flow.translated()
                    .ifPresent(end -> byEnd.computeIfAbsent(end.at(), at -> new ArrayList<>())
                            .add(flow));
        }
        return new Shares(byEnd);
    }

    List<Flow> all() {
        return byEnd.values().stream().flatMap(List::stream).toList();
    }

    /** The endpoint with the most connections. */
    Optional<Map.Entry<IpPort, List<Flow>>> top() {
        return byEnd.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()));
    }

    /** The listener of an endpoint whose accept queue is full: it has more connections than it takes. */
    static Optional<SocketFact> overloaded(Case that, IpPort end) {
        Optional<Pod> pod = that.cluster().podAt(end.ip());
        return pod.flatMap(there -> Listeners.of(that.cluster(), there).on(Proto.TCP, end.port()).stream()
                .filter(Listeners::full)
                .findFirst());
    }

    /** The client had to send its SYN again, or was never answered. */
    static boolean waited(Flow flow) {
        return flow.state() == Flow.State.NO_REPLY
                || flow.state() == Flow.State.HALF_OPEN
                || flow.tcp().filter(tcp -> tcp.syns() > 1).isPresent();
    }
}

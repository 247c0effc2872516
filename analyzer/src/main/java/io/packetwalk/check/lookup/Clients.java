package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lookups, and what their clients did next. */
final class Clients {

    private Clients() {}

    /** What it means that no capture shows a lookup. */
    static Outcome blind() {
        return new Outcome.Undetermined(List.of(new Missing(
                "name lookups",
                "no capture shows DNS",
                "tcpdump -ni any -s 0 -w client.pcap  # on the client's node, while it fails")));
    }

    /**
     * The outcome of a check that looks at what clients did after their lookups: one finding for each client.
     *
     * @param sign what a lookup and the client's connections show
     * @param lookup the lookup of a sign
     * @param finding what the signs of one client come to
     * @param clear what is said when there is none
     */
    static <S> Outcome after(
            Case that,
            BiFunction<Lookup, List<Flow>, Optional<S>> sign,
            Function<S, Lookup> lookup,
            Function<List<S>, Finding> finding,
            String clear) {
        if (that.flows().lookups().isEmpty()) {
            return blind();
        }
        Map<String, List<Flow>> connections = connections(that);
        Map<String, List<S>> byClient = that.flows().lookups().stream()
                .flatMap(asked -> sign.apply(asked, connections.getOrDefault(name(asked), List.of())).stream())
                .collect(Collectors.groupingBy(one -> name(lookup.apply(one)), TreeMap::new, Collectors.toList()));
        return Outcome.of(byClient.values().stream().map(finding).toList(), List.of(), clear);
    }

    /** Who asked, as a reader knows it. */
    static String name(Lookup lookup) {
        return lookup.clientObject()
                .map(ObjectRef::toString)
                .orElse(lookup.client().toString());
    }

    static ObjectRef subject(Lookup lookup) {
        return lookup.clientObject()
                .orElse(new ObjectRef("Address", "", lookup.client().toString()));
    }

    /** The addresses in the answers to a lookup. */
    static Set<Ip> addresses(Lookup lookup) {
        return lookup.exchanges().stream()
                .flatMap(asked -> asked.exchange().answers().stream())
                .flatMap(answer -> Ip.parse(answer).stream())
                .collect(Collectors.toSet());
    }

    /** TCP connections by client, whatever the family of its address, for who has many lookups. */
    static Map<String, List<Flow>> connections(Case that) {
        return that.flows().all().stream()
                .filter(flow -> flow.tcp().isPresent() && flow.state() != Flow.State.PARTIAL)
                .collect(Collectors.groupingBy(
                        flow -> flow.client()
                                .object()
                                .map(ObjectRef::toString)
                                .orElse(flow.client().at().ip().toString()),
                        TreeMap::new,
                        Collectors.toList()));
    }
}

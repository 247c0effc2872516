package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Paired paths: connections that differ from failed ones in one thing only and worked. The thing in which they differ names the layer (failure catalogue, triage: the
 * single splitting key).
 *
 * @param key what differs
 * @param text one sentence with its numbers
 * @param source one of the connections that worked
 */
public record Contrast(Key key, String text, Source source) {

    /** In what the two differ. */
    public enum Key {
        /** From another node, to the same address. */
        CLIENT_NODE,
        /** To the pod's own address instead of the Service's. */
        DIRECT,
        /** On the pod's own node instead of across nodes. */
        SAME_NODE,
        /** Between the same ends, with less data. */
        SIZE
    }

    /** All contrasts of failed connections with those that were seen to work, at most one of a kind. */
    public static List<Contrast> of(Case that, List<Flow> failed) {
        List<Contrast> found = new ArrayList<>();
        if (failed.isEmpty()) {
            return found;
        }
        Flow first = failed.getFirst();
        Optional<Node> home = Whereabouts.client(that, first);
        Ip client = first.client().at().ip();
        Arrivals arrivals = Arrivals.of(that);
        find(
                        arrivals.at(List.of(first.server().at().ip()), List.of()),
                        Key.CLIENT_NODE,
                        "the same address from other nodes",
                        flow -> flow.server().at().equals(first.server().at())
                                && home.isPresent()
                                && Whereabouts.client(that, flow)
                                        .filter(node ->
                                                !node.name().equals(home.get().name()))
                                        .isPresent())
                .ifPresent(found::add);
        Set<Ip> backs = that.cluster().serviceAt(first.server().at().ip()).stream()
                .flatMap(service -> service.endpoints().stream())
                .map(endpoint -> endpoint.ip())
                .collect(Collectors.toSet());
        find(
                        arrivals.at(backs, List.of()),
                        Key.DIRECT,
                        "pods behind it, addressed directly from the same client",
                        flow -> flow.client().at().ip().equals(client))
                .ifPresent(found::add);
        Optional<Node> far = Whereabouts.server(that, first);
        boolean across = home.isPresent()
                && far.isPresent()
                && !home.get().name().equals(far.get().name());
        Optional<IpPort> end = Reached.by(that, first);
        find(
                        across ? arrivals.from(far.get()) : List.of(),
                        Key.SAME_NODE,
                        "the same pod from its own node",
                        flow -> Reached.by(that, flow).equals(end))
                .ifPresent(found::add);
        find(
                        first.state() == Flow.State.STALLED ? arrivals.all() : List.of(),
                        Key.SIZE,
                        "the same ends with less data",
                        flow -> flow.client().at().ip().equals(client)
                                && flow.reached().equals(first.reached()))
                .ifPresent(found::add);
        return found;
    }

    /** Nothing, unless all that differ in this one thing worked: a mixed result splits nothing. */
    private static Optional<Contrast> find(List<Flow> flows, Key key, String who, Predicate<Flow> alike) {
        List<Flow> all = flows.stream().filter(alike).toList();
        List<Flow> worked =
                all.stream().filter(flow -> flow.state() == Flow.State.OK).toList();
        boolean splits = key == Key.SIZE ? !worked.isEmpty() : !all.isEmpty() && worked.size() == all.size();
        return splits
                ? Optional.of(new Contrast(
                        key,
                        "for comparison: " + who + ": " + worked.size() + " of " + all.size() + " answered",
                        worked.getFirst().nearest().source()))
                : Optional.empty();
    }
}

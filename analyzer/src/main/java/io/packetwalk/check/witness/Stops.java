package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where the walks of failed flows end, by the fact that ends them: a route, an interface, a neighbour entry, a setting. A check that knows a cause by the look of
 * the state finds it where nobody failed, too; one that asks here finds it in every shape that the walk understands.
 */
public final class Stops {

    private Stops() {}

    /**
     * A fact at which walks end.
     *
     * @param netns whose fact it is
     * @param fact the fact
     * @param path the first broken path that ends there
     * @param flows failed flows whose walks end there
     */
    public record Stop<F extends Fact>(NetNs netns, F fact, Path path, List<Flow> flows) {

        /** Whether the packets took this route; a route that only a reverse path filter asked for is not one that they took. */
        public boolean taken() {
            return path.steps().stream()
                    .filter(step -> step.kind() == Step.Kind.ROUTE)
                    .reduce((one, other) -> other)
                    .filter(step -> step.sources().contains(fact.source()))
                    .isPresent();
        }

        /** Captures show the packets there last. A walk alone is a prediction; with this it is an observation, too. */
        public Condition seen() {
            List<Source> last = flows.stream()
                    .flatMap(flow -> flow.loss().stream())
                    .filter(loss -> loss.kind() == Loss.Kind.LOST
                            && loss.after().place().equals(netns.place()))
                    .map(loss -> loss.after().source())
                    .limit(3)
                    .toList();
            return new Condition(
                    "captures show the packets last on " + netns.place(),
                    last.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                    last);
        }

        /** True when a routing rule that the kernel does not set up by itself sent the packets there (ip-rule(8)). */
        public boolean byPolicyRouting() {
            return netns.routingRules().stream()
                    .filter(rule -> !Set.of("local", "main", "default").contains(rule.table()))
                    .anyMatch(rule -> Paths.decidedBy(path, rule.source()));
        }

        /** The node or pod whose fact it is. */
        public ObjectRef subject() {
            return switch (netns.place()) {
                case Place.Node node -> ObjectRef.node(node.name());
                case Place.Pod pod -> ObjectRef.pod(pod.namespace(), pod.name());
                case Place.Outside host -> new ObjectRef("Host", "", host.name());
                case Place.Cluster _c -> new ObjectRef("Host", "", "unknown");
                case Place.Unplaced _u -> new ObjectRef("Host", "", "unknown");
            };
        }
    }

    /** The facts of one kind at which walks of failed flows end, whatever the way. */
    public static <F extends Fact> List<Stop<F>> at(Case that, Function<NetNs, ? extends Collection<F>> facts) {
        return at(that, facts, path -> true);
    }

    /**
     * The facts of one kind at which walks of failed flows end, in the order of the namespaces.
     *
     * @param facts picks the facts of a namespace
     * @param counts whether a path that ends at such a fact is one of those asked for
     */
    public static <F extends Fact> List<Stop<F>> at(
            Case that, Function<NetNs, ? extends Collection<F>> facts, Predicate<Path> counts) {
        Map<Source, List<Flow>> flows = new TreeMap<>();
        Map<Source, Path> paths = new TreeMap<>();
        FailedFlows failed = new FailedFlows(that);
        for (Flow flow : that.flows().failed()) {
            Optional<Path> path = failed.brokenPath(flow).filter(counts);
            for (Source source : path.map(Path::by).orElse(List.of())) {
                paths.putIfAbsent(source, path.orElseThrow());
                flows.computeIfAbsent(source, where -> new ArrayList<>()).add(flow);
            }
        }
        List<Stop<F>> stops = new ArrayList<>();
        Set<Source> told = new HashSet<>();
        if (!paths.isEmpty()) {
            namespaces(that).forEach(netns -> {
                for (F fact : facts.apply(netns)) {
                    Path path = paths.get(fact.source());
                    if (path != null && told.add(fact.source())) {
                        stops.add(new Stop<>(netns, fact, path, List.copyOf(flows.get(fact.source()))));
                    }
                }
            });
        }
        return stops;
    }

    /** The destination of the packet where a path ends. */
    public static Optional<Ip> to(Path path) {
        return Paths.last(path).map(step -> step.after().tuple().dst().ip());
    }

    /** Whether the end of a path is more than the last place that dumps tell of: the walk knows what its client sees. */
    public static boolean decided(Path path) {
        return path.symptom() != Symptom.UNKNOWN;
    }

    private static Stream<NetNs> namespaces(Case that) {
        return Stream.concat(
                that.cluster().nodes().stream().map(Node::netns),
                that.cluster().pods().stream().map(Pod::netns).flatMap(Optional::stream));
    }
}

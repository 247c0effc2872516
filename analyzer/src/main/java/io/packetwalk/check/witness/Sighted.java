package io.packetwalk.check.witness;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Leg;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Walks held against captures. A step is {@code OBSERVED} when a capture in its namespace, and on its device where it has one, holds a packet of the same question with the
 * header the walk gives it there; it is {@code CONTRADICTED} when such packets surely did not come as far, or came with a translation that no path has.
 */
public final class Sighted {

    /** Flows that are looked at for one walk: more of them show the same points again. */
    private static final int MOST = 256;

    private Sighted() {}

    /** The same walk, its steps marked. */
    public static Walk of(Walk walk, Flows flows) {
        return of(List.of(walk), flows).getFirst();
    }

    /** The same walks in the same order, their steps marked. */
    public static List<Walk> of(List<Walk> walks, Flows flows) {
        Map<FiveTuple, List<Integer>> byAddress = new HashMap<>();
        List<List<Flow>> matching = new ArrayList<>();
        for (Walk walk : walks) {
            first(walk)
                    .ifPresent(asked -> byAddress
                            .computeIfAbsent(to(asked), key -> new ArrayList<>())
                            .add(matching.size()));
            matching.add(new ArrayList<>());
        }
        if (!byAddress.isEmpty()) {
            flows.passing()
                    .forEach(flow -> byAddress
                            .getOrDefault(
                                    to(new FiveTuple(
                                            flow.proto(),
                                            flow.client().at(),
                                            flow.server().at())),
                                    List.of())
                            .stream()
                            .filter(at -> matching.get(at).size() < MOST)
                            .filter(at -> asks(walks.get(at), flow))
                            .forEach(at -> matching.get(at).add(flow)));
        }
        List<Walk> marked = new ArrayList<>();
        for (int at = 0; at < walks.size(); at++) {
            List<Flow> seen = matching.get(at);
            marked.add(seen.isEmpty() ? walks.get(at) : marked(walks.get(at), seen));
        }
        return marked;
    }

    private static Optional<FiveTuple> first(Walk walk) {
        return walk.paths().stream()
                .flatMap(path -> path.steps().stream())
                .filter(step -> step.kind() == Step.Kind.ORIGINATE)
                .map(step -> step.before().tuple())
                .findFirst();
    }

    /** The tuple without its client. */
    private static FiveTuple to(FiveTuple tuple) {
        return new FiveTuple(tuple.proto(), tuple.dst(), tuple.dst());
    }

    private static boolean asks(Walk walk, Flow flow) {
        Question question = walk.question();
        Optional<ObjectRef> client = flow.client().object();
        boolean same = switch (question.from()) {
            case Question.Origin.InPod(ObjectRef pod) ->
                client.filter(pod::equals).isPresent();
            case Question.Origin.OnNode(String node) ->
                client.filter(ObjectRef.node(node)::equals).isPresent();
            case Question.Origin.Outside(var ip) ->
                client.isEmpty()
                        && ip.filter(known -> !known.equals(flow.client().at().ip()))
                                .isEmpty();
        };
        return same
                && (question.fromPort() == 0
                        || question.fromPort() == flow.client().at().port());
    }

    private static Walk marked(Walk walk, List<Flow> flows) {
        List<IpPort> ends = Stream.concat(walk.paths().stream(), walk.beside().stream())
                .flatMap(path -> path.endpoint().stream())
                .toList();
        return new Walk(
                walk.question(),
                walk.resolution(),
                walk.paths().stream().map(path -> there(path, flows, ends)).toList(),
                walk.reply().stream()
                        .map(path -> path.along(observed(path.steps(), flows, Loss.Way.ANSWER)))
                        .toList(),
                walk.assumptions(),
                walk.beside().stream()
                        .map(path -> path.along(observed(path.steps(), flows, Loss.Way.REQUEST)))
                        .toList());
    }

    private static Path there(Path path, List<Flow> flows, List<IpPort> ends) {
        List<Step> steps = new ArrayList<>(observed(path.steps(), flows, Loss.Way.REQUEST));
        for (Flow flow : flows) {
            boolean own = flow.translated()
                    .map(Flow.Party::at)
                    .map(at -> path.endpoint().filter(at::equals).isPresent())
                    .orElse(true);
            if (own && path.symptom() == Symptom.OK) {
                lost(steps, flow);
            }
            flow.translated()
                    .filter(to -> !ends.isEmpty() && !ends.contains(to.at()))
                    .ifPresent(to -> elsewhere(steps, flow, to.at()));
        }
        return path.along(steps);
    }

    private static List<Step> observed(List<Step> steps, List<Flow> flows, Loss.Way way) {
        List<Step> marked = new ArrayList<>(steps.size());
        for (Step step : steps) {
            boolean open = step.basis() == Basis.DERIVED || step.basis() == Basis.ASSUMED;
            Optional<Source> seen = open
                    ? flows.stream()
                            .flatMap(flow -> flow.legs().stream())
                            .filter(leg -> leg.kind() == Leg.Kind.CAPTURE && Passing.shows(leg, step, way))
                            .map(Leg::source)
                            .findFirst()
                    : Optional.empty();
            marked.add(seen.map(source -> step.marked(Basis.OBSERVED, List.of(source)))
                    .orElse(step));
        }
        return marked;
    }

    /** The walk arrives, and a capture that surely ran behind the last point did not see these requests. */
    private static void lost(List<Step> steps, Flow flow) {
        Loss loss = flow.loss()
                .filter(known -> known.kind() == Loss.Kind.LOST && known.way() == Loss.Way.REQUEST)
                .orElse(null);
        if (loss == null) {
            return;
        }
        int last = -1;
        for (int at = 0; at < steps.size(); at++) {
            last = Passing.shows(loss.after(), steps.get(at), Loss.Way.REQUEST) ? at : last;
        }
        for (int at = last + 1; last >= 0 && at < steps.size(); at++) {
            if (Passing.moves(steps.get(at)) && steps.get(at).basis() != Basis.OBSERVED) {
                steps.set(at, steps.get(at).marked(Basis.CONTRADICTED, loss.sources()));
                return;
            }
        }
    }

    /** Packets of this question were translated to an address that no path leads to. */
    private static void elsewhere(List<Step> steps, Flow flow, IpPort to) {
        List<Source> shown = flow.legs().stream()
                .filter(leg -> leg.kind() == Leg.Kind.CAPTURE
                        && Objects.equals(leg.tuple().dst(), to))
                .map(Leg::source)
                .limit(1)
                .toList();
        for (int at = steps.size() - 1; at >= 0 && !shown.isEmpty(); at--) {
            Step step = steps.get(at);
            boolean destination =
                    !step.before().tuple().dst().equals(step.after().tuple().dst());
            if (step.kind() == Step.Kind.TRANSLATE && destination && step.basis() != Basis.OBSERVED) {
                steps.set(at, step.marked(Basis.CONTRADICTED, shown));
                return;
            }
        }
    }

    /** Names a namespace as steps do. */
    static boolean in(Place place, Step step) {
        return switch (place) {
            case Place.Node node -> step.netns().equals("host") && step.node().equals(node.name());
            case Place.Pod pod -> step.netns().equals(pod.toString());
            case Place.Outside _o -> step.netns().equals("outside");
            case Place.Cluster _c -> false;
            case Place.Unplaced _u -> false;
        };
    }
}

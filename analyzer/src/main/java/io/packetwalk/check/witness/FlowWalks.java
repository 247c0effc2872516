package io.packetwalk.check.witness;

import io.packetwalk.check.Walks;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Asks the walker and remembers what it said. Two threads with one question at the same time may both ask: the answer is the same. */
public final class FlowWalks implements Walks {

    private final Cluster cluster;
    private final Function<Question, Walk> walker;
    private final Map<Question, Walk> known = new ConcurrentHashMap<>();

    /** @param walker follows one packet through {@code cluster} */
    public FlowWalks(Cluster cluster, Function<Question, Walk> walker) {
        this.cluster = cluster;
        this.walker = walker;
    }

    @Override
    public Walk of(Question question) {
        Walk walk = known.get(question);
        if (walk == null) {
            Walk fresh = walker.apply(question);
            Walk first = known.putIfAbsent(question, fresh);
            walk = first == null ? fresh : first;
        }
        return walk;
    }

    @Override
    public Optional<Walk> of(Flow flow) {
        if (!flow.proto().hasPorts()) {
            return Optional.empty();
        }
        Ip client = flow.client().at().ip();
        Question.Origin origin = cluster.podAt(client)
                .<Question.Origin>map(pod -> new Question.Origin.InPod(pod.ref()))
                .or(() -> cluster.nodeAt(client).map(node -> new Question.Origin.OnNode(node.name())))
                .orElseGet(() -> new Question.Origin.Outside(Optional.of(client)));
        Question question = new Question(
                origin,
                new Question.Target.ToAddress(flow.server().at().ip()),
                flow.proto(),
                flow.server().at().port(),
                0);
        return Optional.of(Unheeded.data(flow)
                .map(bytes -> of(question.sized(bytes)))
                .filter(FlowWalks::endsAtRule)
                .orElseGet(() -> of(question)));
    }

    /** The connection would come about, but a rule ends its data, or may. */
    private static boolean endsAtRule(Walk walk) {
        return walk.paths().stream()
                .filter(path -> !(path.verdict() instanceof Verdict.Delivered))
                .anyMatch(path -> Paths.last(path)
                        .filter(step -> step.kind() == Step.Kind.RULE_HIT)
                        .isPresent());
    }
}

package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Whom a flow reached in the end: what a capture or conntrack shows, else what the rules leave as the only choice. */
public final class Reached {

    private Reached() {}

    /** The final destination; empty when it cannot be told. */
    public static Optional<IpPort> by(Case that, Flow flow) {
        if (flow.translated().isPresent()) {
            return flow.translated().map(Flow.Party::at);
        }
        if (that.cluster().podAt(flow.server().at().ip()).isPresent()) {
            return Optional.of(flow.server().at());
        }
        return that.once().of(Choices.class, Choices::new).known.computeIfAbsent(flow.id(), _id -> choice(that, flow));
    }

    /** What the rules leave to flows, by their ids: many checks ask of many flows. */
    private record Choices(Map<String, Optional<IpPort>> known) {
        Choices() {
            this(new ConcurrentHashMap<>());
        }
    }

    private static Optional<IpPort> choice(Case that, Flow flow) {
        List<IpPort> choices = that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.endpoint().stream())
                .distinct()
                .toList();
        return choices.size() == 1 ? Optional.of(choices.getFirst()) : Optional.empty();
    }
}

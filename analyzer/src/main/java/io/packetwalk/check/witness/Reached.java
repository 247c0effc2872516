package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;

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
        List<IpPort> choices = that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.endpoint().stream())
                .distinct()
                .toList();
        return choices.size() == 1 ? Optional.of(choices.getFirst()) : Optional.empty();
    }
}

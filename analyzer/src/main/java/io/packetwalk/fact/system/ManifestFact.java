package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.util.List;
import java.util.Optional;

/**
 * What a collector says of its whole run.
 *
 * @param source its lines
 * @param scope {@code node}, {@code netns}, {@code cluster} or {@code joined}
 * @param host name of the machine, may be empty
 * @param node Kubernetes name of the node, empty for a cluster's collection
 * @param window from start to end, by the clock of that machine
 * @param stopped why it ended before it had tried everything: the bound it ran into, or that it was interrupted; empty when it did not
 * @param leftOut what it did not try, by place
 */
public record ManifestFact(
        Source source,
        String scope,
        String host,
        String node,
        Optional<Window> window,
        String stopped,
        List<LeftOut> leftOut)
        implements Fact {
    public ManifestFact {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * What was not tried at one place.
     *
     * @param ids rows of the catalogue
     */
    public record LeftOut(Place place, List<String> ids) {
        public LeftOut {
            ids = List.copyOf(ids);
        }
    }
}

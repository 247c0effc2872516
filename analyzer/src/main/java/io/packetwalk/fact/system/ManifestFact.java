package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.util.Optional;

/**
 * What a collector says of its whole run.
 *
 * @param source its lines
 * @param scope {@code node}, {@code netns}, {@code cluster} or {@code joined}
 * @param host name of the machine, may be empty
 * @param node Kubernetes name of the node, empty for a cluster's collection
 * @param window from start to end, by the clock of that machine
 */
public record ManifestFact(Source source, String scope, String host, String node, Optional<Window> window)
        implements Fact {}

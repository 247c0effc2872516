package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.Optional;

/**
 * A Calico Tier.
 *
 * @param source the object's line
 * @param ref name
 * @param order lower is earlier; empty sorts last
 * @param defaultAction {@code Deny} when absent, or {@code Pass}
 */
public record CalicoTierFact(Source source, ObjectRef ref, Optional<Double> order, String defaultAction)
        implements ApiObject {}

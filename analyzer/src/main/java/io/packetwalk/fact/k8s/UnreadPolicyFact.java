package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;

/**
 * A policy object that is there but could not be read whole. In a policy a missing field means "all", so no half of it may be used.
 *
 * @param source the object's line
 * @param ref name
 * @param why which field, and what was expected
 */
public record UnreadPolicyFact(Source source, ObjectRef ref, String why) implements ApiObject {
    /** The kind of NetworkPolicies of which only their number is known, in whatever namespaces they are. */
    public static final String ANY_NETWORK_POLICY = "NetworkPolicies";
}

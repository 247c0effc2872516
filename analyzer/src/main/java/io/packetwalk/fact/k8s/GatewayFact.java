package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A Gateway or a GatewayClass (gateway.networking.k8s.io).
 *
 * @param source the object's line
 * @param ref kind and name
 * @param className {@code spec.gatewayClassName}, empty for a class
 * @param conditions status conditions
 * @param listeners listeners with their conditions
 */
public record GatewayFact(
        Source source, ObjectRef ref, String className, List<ConditionStatus> conditions, List<Listener> listeners)
        implements ApiObject {

    /**
     * One listener.
     *
     * @param source its line in the spec
     * @param name its name
     * @param hostname may be empty
     * @param port port
     * @param conditions its conditions of the status
     */
    public record Listener(Source source, String name, String hostname, int port, List<ConditionStatus> conditions) {}
}

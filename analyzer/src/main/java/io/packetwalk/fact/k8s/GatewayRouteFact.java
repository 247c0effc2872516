package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A route of the Gateway API: HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute.
 *
 * @param source the object's line
 * @param ref kind and name
 * @param hostnames host names
 * @param parents gateways it asks to be attached to, with the section name behind a slash when one is given
 * @param backends Services it sends to
 * @param statuses what each gateway's controller says
 */
public record GatewayRouteFact(
        Source source,
        ObjectRef ref,
        List<String> hostnames,
        List<ObjectRef> parents,
        List<Backend> backends,
        List<ParentStatus> statuses)
        implements ApiObject {

    /**
     * One backend.
     *
     * @param source its line
     * @param ref the Service
     * @param port port number, 0 when absent
     * @param weight 1 when absent
     */
    public record Backend(Source source, ObjectRef ref, int port, int weight) {}

    /**
     * The status for one parent.
     *
     * @param parent the gateway
     * @param conditions conditions
     */
    public record ParentStatus(ObjectRef parent, List<ConditionStatus> conditions) {}
}

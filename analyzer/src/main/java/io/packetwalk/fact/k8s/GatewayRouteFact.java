package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A route of the Gateway API: HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute.
 *
 * @param source the object's line
 * @param ref kind and name
 * @param hostnames host names
 * @param parents gateways it asks to be attached to, with the section name behind a slash when one is given
 * @param backends Services it sends to, of all rules
 * @param rules rules of an HTTPRoute or GRPCRoute in their order
 * @param statuses what each gateway's controller says
 * @param created creationTimestamp
 */
public record GatewayRouteFact(
        Source source,
        ObjectRef ref,
        List<String> hostnames,
        List<ObjectRef> parents,
        List<Backend> backends,
        List<Rule> rules,
        List<ParentStatus> statuses,
        Optional<Instant> created)
        implements ApiObject {

    /**
     * One rule.
     *
     * @param source its line
     * @param matches what requests it takes, any of them; none takes all
     * @param backends Services it sends to
     */
    public record Rule(Source source, List<Match> matches, List<Backend> backends) {}

    /**
     * One match; all that it names must hold.
     *
     * @param pathType {@code Exact}, {@code PathPrefix} or {@code RegularExpression}
     * @param path {@code /} when absent
     * @param method empty for all
     * @param headers headers
     * @param queries query parameters
     */
    public record Match(String pathType, String path, String method, List<Value> headers, List<Value> queries) {}

    /**
     * A header or a query parameter.
     *
     * @param type {@code Exact} or {@code RegularExpression}
     * @param name its name
     * @param value what it must be
     */
    public record Value(String type, String name, String value) {}

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

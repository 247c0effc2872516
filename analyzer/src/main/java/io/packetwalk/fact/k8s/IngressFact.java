package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * An Ingress, as far as it says what can be reached from outside.
 *
 * @param source the object's line
 * @param ref name
 * @param backends Services behind it
 */
public record IngressFact(Source source, ObjectRef ref, List<Backend> backends) implements ApiObject {

    /**
     * One backend Service.
     *
     * @param source its line
     * @param service name in the Ingress' namespace
     * @param port number or name as written
     */
    public record Backend(Source source, String service, String port) {}
}

package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.Optional;

/**
 * A legacy Endpoints object.
 *
 * @param source the object's line
 * @param ref name, equal to the Service's
 * @param subsets subsets
 */
public record EndpointsFact(Source source, ObjectRef ref, List<Subset> subsets) implements ApiObject {

    /**
     * Addresses that share ports.
     *
     * @param ready ready addresses
     * @param notReady addresses that are not ready
     * @param ports ports
     */
    public record Subset(List<Address> ready, List<Address> notReady, List<EndpointSliceFact.SlicePort> ports) {}

    /**
     * One address.
     *
     * @param source its line
     * @param ip address as written
     * @param nodeName may be empty
     * @param target targetRef
     */
    public record Address(Source source, String ip, String nodeName, Optional<ObjectRef> target) {}
}

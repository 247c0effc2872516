package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One end of a connection, as policies see it. */
public sealed interface End {

    /** What a reader calls it. */
    String name();

    /** Addresses it has; none when they are not known. */
    List<Ip> addresses();

    /**
     * A pod, or the pods a workload would make.
     *
     * @param name {@code NS/NAME[Kind]}
     * @param namespace its namespace
     * @param namespaceLabels labels of the namespace
     * @param labels labels of the pod
     * @param ports numbers of named ports, by protocol and name
     * @param addresses its addresses; none before it runs
     */
    record Pod(
            String name,
            String namespace,
            Labels namespaceLabels,
            Labels labels,
            Map<PortName, Integer> ports,
            List<Ip> addresses)
            implements End {}

    /**
     * A node, or a pod in its network namespace: policies of pods never apply to it, and only its addresses and node labels select it.
     *
     * @param name {@code node/NAME}, or the pod's name
     * @param labels labels of the node
     * @param addresses its addresses
     */
    record Node(String name, Labels labels, List<Ip> addresses) implements End {}

    /**
     * Addresses that are no pod's and no node's.
     *
     * @param range the addresses; policies tell none of them from another
     */
    record Outside(IpRanges.Range range) implements End {
        @Override
        public String name() {
            return range.first().equals(range.last()) ? range.first().toString() : range.toString();
        }

        @Override
        public List<Ip> addresses() {
            return List.of(range.first());
        }
    }

    /**
     * A port name is unique per protocol in a pod.
     *
     * @param proto protocol
     * @param name port name
     */
    record PortName(Proto proto, String name) {}

    /** The namespace of an object: a missing one is {@code default}, as kubectl has it. */
    static String namespace(ObjectRef ref) {
        return ref.namespace().isEmpty() ? "default" : ref.namespace();
    }

    /** The number of a named port of a pod. */
    default Optional<Integer> port(Proto proto, String name) {
        return this instanceof Pod pod
                ? Optional.ofNullable(pod.ports().get(new PortName(proto, name)))
                : Optional.empty();
    }
}

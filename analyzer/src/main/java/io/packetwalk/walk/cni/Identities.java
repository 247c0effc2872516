package io.packetwalk.walk.cni;

import io.packetwalk.fact.cni.CiliumIdentityFact;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Numbers of security identities and what they stand for (pkg/identity/numericidentity.go). */
final class Identities {

    private static final Map<Long, String> RESERVED = Map.of(
            1L, "reserved:host",
            2L, "reserved:world",
            3L, "reserved:unmanaged",
            4L, "reserved:health",
            5L, "reserved:init",
            6L, "reserved:remote-node",
            7L, "reserved:kube-apiserver",
            8L, "reserved:ingress",
            9L, "reserved:world-ipv4",
            10L, "reserved:world-ipv6");

    private Identities() {}

    static Optional<String> reserved(long identity) {
        return Optional.ofNullable(RESERVED.get(identity));
    }

    /** The identity that has exactly these labels; -1 when none is known to. The API server on a node is also a remote node. */
    static long of(List<String> labels, Collection<CiliumIdentityFact> known) {
        if (labels.equals(List.of("reserved:unknown"))) {
            return 0;
        }
        Set<String> asked = new HashSet<>(labels);
        if (asked.equals(Set.of("reserved:kube-apiserver", "reserved:remote-node"))) {
            return 7;
        }
        return RESERVED.entrySet().stream()
                .filter(entry -> asked.equals(Set.of(entry.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> known.stream()
                        .filter(fact -> asked.equals(new HashSet<>(fact.labels())))
                        .map(CiliumIdentityFact::identity)
                        .findFirst())
                .orElse(-1L);
    }
}

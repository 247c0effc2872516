package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A security identity and its labels, in {@code cilium-dbg identity list}.
 *
 * @param source its line
 * @param identity number
 * @param labels labels with their sources, such as {@code k8s:app=web} or {@code reserved:world}
 */
public record CiliumIdentityFact(Source source, long identity, List<String> labels) implements Fact {
    public CiliumIdentityFact {
        labels = List.copyOf(labels);
    }
}

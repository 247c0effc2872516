package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.NamespaceFact;
import java.util.List;

/** Namespaces (core/v1). */
final class NamespaceReader implements KindReader {
    @Override
    public List<Fact> read(ApiItem item) {
        return List.of(new NamespaceFact(item.source(), item.ref(), item.labels()));
    }
}

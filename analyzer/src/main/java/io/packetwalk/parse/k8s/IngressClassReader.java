package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.IngressClassFact;
import java.util.List;

/** IngressClasses. */
final class IngressClassReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        return List.of(new IngressClassFact(
                item.source(),
                item.ref(),
                item.at("spec", "controller").text(""),
                item.annotations()
                        .getOrDefault("ingressclass.kubernetes.io/is-default-class", "")
                        .equals("true")));
    }
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.IngressFact.Backend;
import java.util.ArrayList;
import java.util.List;

/** Ingresses (networking.k8s.io/v1, and the {@code serviceName} shape of v1beta1): the Services behind them. */
final class IngressReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        List<Backend> backends = new ArrayList<>();
        Field spec = item.at("spec");
        backend(item, spec.at("defaultBackend").present() ? spec.at("defaultBackend") : spec.at("backend"), backends);
        for (Field rule : spec.at("rules").items()) {
            for (Field path : rule.at("http", "paths").items()) {
                backend(item, path.at("backend"), backends);
            }
        }
        return List.of(new IngressFact(item.source(), item.ref(), List.copyOf(backends)));
    }

    private static void backend(ApiItem item, Field field, List<Backend> out) {
        Field service = field.at("service");
        if (service.present()) {
            Field port = service.at("port");
            out.add(new Backend(
                    item.source(field),
                    service.at("name").text(""),
                    port.at("number").text(port.at("name").text(""))));
        } else if (field.at("serviceName").present()) {
            out.add(new Backend(
                    item.source(field),
                    field.at("serviceName").text(""),
                    field.at("servicePort").text("")));
        }
    }
}

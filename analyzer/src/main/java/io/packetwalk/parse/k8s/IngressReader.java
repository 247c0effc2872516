package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.IngressFact;
import java.util.ArrayList;
import java.util.List;

/** Ingresses; v1beta1's {@code serviceName} and {@code servicePort} mean the same as v1's {@code service}. */
final class IngressReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        List<IngressFact.Backend> backends = new ArrayList<>();
        for (String name : List.of("defaultBackend", "backend")) {
            if (spec.at(name).present()) {
                backends.add(backend(item, "", "", "", spec.at(name)));
            }
        }
        for (Field rule : spec.at("rules").items()) {
            String host = rule.at("host").text("");
            for (Field path : rule.at("http", "paths").items()) {
                backends.add(backend(
                        item,
                        host,
                        path.at("path").text(""),
                        path.at("pathType").text("ImplementationSpecific"),
                        path.at("backend")));
            }
        }
        return List.of(new IngressFact(
                item.source(),
                item.ref(),
                spec.at("ingressClassName").text(item.annotations().getOrDefault("kubernetes.io/ingress.class", "")),
                spec.at("tls").items().stream()
                        .map(tls -> new IngressFact.Tls(
                                item.source(tls),
                                tls.at("hosts").texts(),
                                tls.at("secretName").text("")))
                        .toList(),
                List.copyOf(backends),
                !item.at("status", "loadBalancer", "ingress").items().isEmpty(),
                item.annotations(),
                item.created()));
    }

    private static IngressFact.Backend backend(ApiItem item, String host, String path, String type, Field backend) {
        Field port = backend.at("service", "port");
        return new IngressFact.Backend(
                item.source(backend),
                host,
                path,
                type,
                backend.at("service", "name").text(backend.at("serviceName").text("")),
                port.present()
                        ? port.at("number").text(port.at("name").text(""))
                        : backend.at("servicePort").text(""));
    }
}

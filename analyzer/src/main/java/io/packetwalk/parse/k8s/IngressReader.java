package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.IngressFact;
<<<<<<< HEAD
import io.packetwalk.fact.k8s.IngressFact.Backend;
import java.util.ArrayList;
import java.util.List;

/** Ingresses (networking.k8s.io/v1, and the {@code serviceName} shape of v1beta1): the Services behind them. */
=======
import java.util.ArrayList;
import java.util.List;

/** Ingresses; v1beta1's {@code serviceName} and {@code servicePort} mean the same as v1's {@code service}. */
>>>>>>> 5c0f07a (23 more causes: edge, TLS, mesh, egress, MTU, conntrack race, evidence; Ingress, Gateway API and certificates are read; table of causes)
final class IngressReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
<<<<<<< HEAD
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
=======
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
                spec.at("ingressClassName")
                        .text(item.annotations().getOrDefault("kubernetes.io/ingress.class", "")),
                spec.at("tls").items().stream()
                        .map(tls -> new IngressFact.Tls(
                                item.source(tls),
                                tls.at("hosts").texts(),
                                tls.at("secretName").text("")))
                        .toList(),
                List.copyOf(backends),
                !item.at("status", "loadBalancer", "ingress").items().isEmpty()));
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
>>>>>>> 5c0f07a (23 more causes: edge, TLS, mesh, egress, MTU, conntrack race, evidence; Ingress, Gateway API and certificates are read; table of causes)
    }
}

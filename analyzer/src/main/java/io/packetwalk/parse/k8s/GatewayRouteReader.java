package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import java.util.List;

/** Routes of the Gateway API. */
final class GatewayRouteReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        return List.of(new GatewayRouteFact(
                item.source(),
                item.ref(),
                item.at("spec", "hostnames").texts(),
                item.at("spec", "parentRefs").items().stream()
                        .map(parent -> parent(item, parent))
                        .toList(),
                item.at("spec", "rules").items().stream()
                        .flatMap(rule -> rule.at("backendRefs").items().stream())
                        .map(backend -> new GatewayRouteFact.Backend(
                                item.source(backend),
                                new ObjectRef(
                                        backend.at("kind").text("Service"),
                                        backend.at("namespace").text(item.namespace()),
                                        backend.at("name").text("")),
                                backend.at("port").integer(0),
                                backend.at("weight").integer(1)))
                        .toList(),
                item.at("status", "parents").items().stream()
                        .map(status -> new GatewayRouteFact.ParentStatus(
                                parent(item, status.at("parentRef")), item.conditions(status.at("conditions"))))
                        .toList()));
    }

    private static ObjectRef parent(ApiItem item, Field parent) {
        String section = parent.at("sectionName").text("");
        return new ObjectRef(
                parent.at("kind").text("Gateway"),
                parent.at("namespace").text(item.namespace()),
                parent.at("name").text("") + (section.isEmpty() ? "" : "/" + section));
    }
}

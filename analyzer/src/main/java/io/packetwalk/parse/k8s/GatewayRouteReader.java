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
                        .flatMap(rule -> backends(item, rule).stream())
                        .toList(),
                item.at("spec", "rules").items().stream()
                        .map(rule -> new GatewayRouteFact.Rule(
                                item.source(rule),
                                rule.at("matches").items().stream()
                                        .map(GatewayRouteReader::match)
                                        .toList(),
                                backends(item, rule)))
                        .toList(),
                item.at("status", "parents").items().stream()
                        .map(status -> new GatewayRouteFact.ParentStatus(
                                parent(item, status.at("parentRef")), item.conditions(status.at("conditions"))))
                        .toList(),
                item.created()));
    }

    private static List<GatewayRouteFact.Backend> backends(ApiItem item, Field rule) {
        return rule.at("backendRefs").items().stream()
                .map(backend -> new GatewayRouteFact.Backend(
                        item.source(backend),
                        new ObjectRef(
                                backend.at("kind").text("Service"),
                                backend.at("namespace").text(item.namespace()),
                                backend.at("name").text("")),
                        backend.at("port").integer(0),
                        backend.at("weight").integer(1)))
                .toList();
    }

    private static GatewayRouteFact.Match match(Field match) {
        return new GatewayRouteFact.Match(
                match.at("path", "type").text("PathPrefix"),
                match.at("path", "value").text("/"),
                match.at("method").text(""),
                values(match.at("headers")),
                values(match.at("queryParams")));
    }

    private static List<GatewayRouteFact.Value> values(Field values) {
        return values.items().stream()
                .map(value -> new GatewayRouteFact.Value(
                        value.at("type").text("Exact"),
                        value.at("name").text(""),
                        value.at("value").text("")))
                .toList();
    }

    private static ObjectRef parent(ApiItem item, Field parent) {
        String section = parent.at("sectionName").text("");
        return new ObjectRef(
                parent.at("kind").text("Gateway"),
                parent.at("namespace").text(item.namespace()),
                parent.at("name").text("") + (section.isEmpty() ? "" : "/" + section));
    }
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.GatewayFact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gateways and GatewayClasses. */
final class GatewayReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Map<String, List<ConditionStatus>> statuses = new HashMap<>();
        for (Field listener : item.at("status", "listeners").items()) {
            statuses.put(listener.at("name").text(""), item.conditions(listener.at("conditions")));
        }
        return List.of(new GatewayFact(
                item.source(),
                item.ref(),
                item.at("spec", "gatewayClassName").text(""),
                item.conditions(),
                item.at("spec", "listeners").items().stream()
                        .map(listener -> new GatewayFact.Listener(
                                item.source(listener),
                                listener.at("name").text(""),
                                listener.at("hostname").text(""),
                                listener.at("port").integer(0),
                                statuses.getOrDefault(listener.at("name").text(""), List.of())))
                        .toList()));
    }
}

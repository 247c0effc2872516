package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EndpointSliceFact.SliceEndpoint;
import io.packetwalk.fact.k8s.EndpointSliceFact.SlicePort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** EndpointSlices (discovery.k8s.io/v1). */
final class EndpointSliceReader implements KindReader {

    /** kubernetes staging/src/k8s.io/api/core/v1/annotation_key_constants.go, EndpointsLastChangeTriggerTime. */
    private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

    @Override
    public List<Fact> read(ApiItem item) {
        Map<String, String> labels = item.labels();
        return List.of(new EndpointSliceFact(
                item.source(),
                item.ref(),
                labels.getOrDefault("kubernetes.io/service-name", ""),
                item.at("addressType").text(""),
                ports(item, item.at("ports")),
                item.at("endpoints").items().stream()
                        .map(endpoint -> endpoint(item, endpoint))
                        .toList(),
                labels,
                ApiItem.instant(item.at("metadata", "annotations", TRIGGER))));
    }

    /** Ports of a slice or of a subset of Endpoints. */
    static List<SlicePort> ports(ApiItem item, Field list) {
        List<SlicePort> ports = new ArrayList<>();
        for (Field port : list.items()) {
            Optional<Proto> proto = ApiItem.proto(port.at("protocol"));
            Field number = port.at("port");
            Optional<Integer> value = ApiItem.port(number);
            if (proto.isEmpty() || number.present() && value.isEmpty()) {
                port.odd("an endpoint port");
                continue;
            }
            ports.add(new SlicePort(item.source(port), port.at("name").text(""), proto.get(), value));
        }
        return List.copyOf(ports);
    }

    private static SliceEndpoint endpoint(ApiItem item, Field endpoint) {
        Field conditions = endpoint.at("conditions");
        return new SliceEndpoint(
                item.source(endpoint),
                endpoint.at("addresses").texts(),
                conditions.at("ready").flag(),
                conditions.at("serving").flag(),
                conditions.at("terminating").flag(),
                endpoint.at("nodeName").text(""),
                endpoint.at("zone").text(""),
                ApiItem.reference(endpoint.at("targetRef")),
                endpoint.at("targetRef", "uid").text(""),
                names(endpoint.at("hints", "forZones")),
                names(endpoint.at("hints", "forNodes")),
                endpoint.at("hostname").text(""));
    }

    private static List<String> names(Field hints) {
        return hints.items().stream().map(hint -> hint.at("name").text("")).toList();
    }
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.EndpointsFact;
import java.util.List;

/** Endpoints (core/v1), the elder of EndpointSlices. */
final class EndpointsReader implements KindReader {
    @Override
    public List<Fact> read(ApiItem item) {
        return List.of(new EndpointsFact(
                item.source(),
                item.ref(),
                item.at("subsets").items().stream()
                        .map(subset -> new EndpointsFact.Subset(
                                addresses(item, subset.at("addresses")),
                                addresses(item, subset.at("notReadyAddresses")),
                                EndpointSliceReader.ports(item, subset.at("ports"))))
                        .toList()));
    }

    private static List<EndpointsFact.Address> addresses(ApiItem item, Field list) {
        return list.items().stream()
                .map(address -> new EndpointsFact.Address(
                        item.source(address),
                        address.at("ip").text(""),
                        address.at("nodeName").text(""),
                        ApiItem.reference(address.at("targetRef"))))
                .toList();
    }
}

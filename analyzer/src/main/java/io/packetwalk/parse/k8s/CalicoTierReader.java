package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.CalicoNetworkSetFact;
import io.packetwalk.fact.k8s.CalicoTierFact;
import java.util.List;

/** Calico Tiers, NetworkSets and GlobalNetworkSets. */
final class CalicoTierReader implements KindReader {

    @Override
    public boolean lenient() {
        return false;
    }

    @Override
    public List<Fact> read(ApiItem item) {
        if (item.kind().endsWith("NetworkSet")) {
            return List.of(new CalicoNetworkSetFact(
                    item.source(),
                    item.ref(),
                    item.labels(),
                    item.at("spec", "nets").texts()));
        }
        return List.of(new CalicoTierFact(
                item.source(),
                item.ref(),
                CalicoPolicyReader.order(item.at("spec", "order")),
                item.at("spec", "defaultAction").text("Deny")));
    }
}

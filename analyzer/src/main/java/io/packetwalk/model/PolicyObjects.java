package io.packetwalk.model;

import io.packetwalk.fact.k8s.CalicoNetworkSetFact;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoTierFact;
import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.UnreadPolicyFact;
import java.util.List;

/**
 * Objects that say who may reach whom, each list by namespace and name.
 *
 * @param networkPolicies NetworkPolicies of the API
 * @param clusterPolicies policies of the cluster's administrator
 * @param calico Calico's policies
 * @param calicoTiers Calico's tiers
 * @param calicoSets Calico's network sets
 * @param cilium Cilium's policies
 * @param unread policies that are there and could not be read
 * @param ingresses Ingresses
 */
public record PolicyObjects(
        List<NetworkPolicyFact> networkPolicies,
        List<ClusterPolicyFact> clusterPolicies,
        List<CalicoPolicyFact> calico,
        List<CalicoTierFact> calicoTiers,
        List<CalicoNetworkSetFact> calicoSets,
        List<CiliumPolicyFact> cilium,
        List<UnreadPolicyFact> unread,
        List<IngressFact> ingresses) {

    /** None of any kind. */
    public static final PolicyObjects NONE =
            new PolicyObjects(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    static PolicyObjects of(ApiObjects api) {
        return new PolicyObjects(
                api.all(NetworkPolicyFact.class),
                api.all(ClusterPolicyFact.class),
                api.all(CalicoPolicyFact.class),
                api.all(CalicoTierFact.class),
                api.all(CalicoNetworkSetFact.class),
                api.all(CiliumPolicyFact.class),
                api.all(UnreadPolicyFact.class),
                api.all(IngressFact.class));
    }

    /** True when nothing of the kind was found; the lists may not have been dumped. */
    public boolean isEmpty() {
        return networkPolicies.isEmpty()
                && clusterPolicies.isEmpty()
                && calico.isEmpty()
                && cilium.isEmpty()
                && unread.isEmpty();
    }
}

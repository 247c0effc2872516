package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.k8s.CalicoNetworkSetFact;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoTierFact;
import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.ObjectCountFact;
import io.packetwalk.fact.k8s.UnreadPolicyFact;
import java.util.List;
import java.util.stream.Stream;

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

    /** NetworkPolicies that are known to be there and were not captured may say anything about any pod. */
    private static final String NETWORK_POLICIES = "network policies";

    static PolicyObjects of(ApiObjects api, List<Reading> readings) {
        List<NetworkPolicyFact> policies = api.all(NetworkPolicyFact.class);
        Stream<UnreadPolicyFact> absent = readings.stream()
                .flatMap(reading -> reading.facts().stream())
                .flatMap(fact -> fact instanceof ObjectCountFact count ? Stream.of(count) : Stream.empty())
                .filter(count -> count.what().equals(NETWORK_POLICIES) && count.count() > policies.size())
                .limit(1)
                .map(count -> new UnreadPolicyFact(
                        count.source(),
                        new ObjectRef(UnreadPolicyFact.ANY_NETWORK_POLICY, "", "not-captured"),
                        count.count() + " NetworkPolicies exist, " + policies.size()
                                + " of them were captured: kubectl get networkpolicies -A -o json"));
        return new PolicyObjects(
                policies,
                api.all(ClusterPolicyFact.class),
                api.all(CalicoPolicyFact.class),
                api.all(CalicoTierFact.class),
                api.all(CalicoNetworkSetFact.class),
                api.all(CiliumPolicyFact.class),
                Stream.concat(api.all(UnreadPolicyFact.class).stream(), absent).toList(),
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

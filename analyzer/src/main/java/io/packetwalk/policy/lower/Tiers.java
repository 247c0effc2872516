package io.packetwalk.policy.lower;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoTierFact;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.UnreadPolicyFact;
import io.packetwalk.model.PolicyObjects;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import io.packetwalk.policy.tier.OrderTier;
import io.packetwalk.policy.tier.PriorityTier;
import io.packetwalk.policy.tier.Tier;
import io.packetwalk.policy.tier.UnionTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The tiers of a cluster in the order in which they are asked: Admin, the tiers of a vendor around the NetworkPolicies, Baseline. What no tier decides is accepted.
 */
public final class Tiers {

    /** Where Calico puts the tiers of the API among its own (libcalico-go, names and orders of the built-in tiers). */
    private static final double ADMIN_ORDER = 1_000;

    private static final double DEFAULT_ORDER = 1_000_000;
    private static final double BASELINE_ORDER = 10_000_000;
    private static final Comparator<Policy> BY_NAME = Comparator.comparing(Policy::ref);
    private static final Comparator<Policy> BY_ORDER =
            Comparator.comparingDouble(Policy::order).thenComparing(BY_NAME);

    private Tiers() {}

    /** A tier with its place. */
    private record Placed(double order, String name, Tier tier) {}

    public static List<Tier> of(PolicyObjects objects) {
        List<Placed> placed = new ArrayList<>();
        placed.add(new Placed(ADMIN_ORDER, "", priority(objects, "Admin")));
        placed.add(new Placed(BASELINE_ORDER, "", priority(objects, "Baseline")));
        List<Policy> plain = new ArrayList<>();
        objects.networkPolicies().forEach(fact -> plain.add(NetworkPolicyLowering.of(fact)));
        unread(
                        objects,
                        "NetworkPolicy",
                        UnreadPolicyFact.ANY_NETWORK_POLICY,
                        "CiliumNetworkPolicy",
                        "CiliumClusterwideNetworkPolicy")
                .forEach(plain::add);
        if (objects.calico().isEmpty()) {
            objects.cilium().forEach(fact -> plain.add(CiliumLowering.of(fact)));
            String name = objects.cilium().isEmpty() ? "NetworkPolicy" : "NetworkPolicy and Cilium";
            placed.add(new Placed(DEFAULT_ORDER, "", new UnionTier(name, sorted(plain, BY_NAME))));
        } else {
            calico(objects, plain, placed);
            if (!objects.cilium().isEmpty()) {
                List<Policy> cilium =
                        objects.cilium().stream().map(CiliumLowering::of).toList();
                placed.add(new Placed(DEFAULT_ORDER, "~", new UnionTier("Cilium", sorted(cilium, BY_NAME))));
            }
        }
        return placed.stream()
                .sorted(Comparator.comparingDouble(Placed::order).thenComparing(Placed::name))
                .map(Placed::tier)
                .filter(tier -> !tier.policies().isEmpty())
                .toList();
    }

    private static Tier priority(PolicyObjects objects, String name) {
        List<Policy> policies = new ArrayList<>();
        for (ClusterPolicyFact fact : objects.clusterPolicies()) {
            if (fact.tier().equals(name)) {
                policies.add(ClusterPolicyLowering.of(fact));
            }
        }
        String kind = name.equals("Admin") ? "AdminNetworkPolicy" : "BaselineAdminNetworkPolicy";
        unread(objects, kind, "ClusterNetworkPolicy").forEach(policies::add);
        return new PriorityTier(name, sorted(policies, BY_ORDER));
    }

    private static void calico(PolicyObjects objects, List<Policy> plain, List<Placed> placed) {
        Map<String, CalicoTierFact> known = new HashMap<>();
        objects.calicoTiers().forEach(tier -> known.put(tier.ref().name(), tier));
        CalicoLowering lowering = new CalicoLowering(objects.calicoSets());
        Map<String, List<Policy>> byTier = new TreeMap<>();
        List<Policy> standard = byTier.computeIfAbsent("default", name -> new ArrayList<>());
        for (Policy policy : plain) {
            standard.add(new Policy(
                    policy.ref(), policy.source(), 1000, policy.subject(), policy.ingress(), policy.egress()));
        }
        for (CalicoPolicyFact fact : objects.calico()) {
            boolean at = fact.tier().equals("default") || known.containsKey(fact.tier());
            byTier.computeIfAbsent(fact.tier(), name -> new ArrayList<>()).add(lowering.of(fact, at));
        }
        unread(objects, "NetworkPolicy.projectcalico.org", "GlobalNetworkPolicy")
                .forEach(standard::add);
        byTier.forEach((name, policies) -> {
            CalicoTierFact tier = known.get(name);
            double order = name.equals("default")
                    ? DEFAULT_ORDER
                    : tier == null ? 0 : tier.order().orElse(Double.POSITIVE_INFINITY);
            boolean passes = tier != null && tier.defaultAction().equals("Pass");
            placed.add(new Placed(order, name, new OrderTier("Calico " + name, sorted(policies, BY_ORDER), passes)));
        });
    }

    /** A policy that could not be read may say anything about the pods it can select. */
    private static Stream<Policy> unread(PolicyObjects objects, String... kinds) {
        return objects.unread().stream()
                .filter(fact -> List.of(kinds).contains(fact.ref().kind()))
                .map(Tiers::anything);
    }

    private static Policy anything(UnreadPolicyFact fact) {
        ObjectRef ref = fact.ref();
        boolean namespaced =
                ref.kind().startsWith("NetworkPolicy") && !ref.kind().equals(UnreadPolicyFact.ANY_NETWORK_POLICY)
                        || ref.kind().equals("CiliumNetworkPolicy");
        Match unknown = new Match.Unknown(fact.why());
        Match subject = namespaced
                ? new Match.All(List.of(Match.Pods.in(End.namespace(ref), Selector.all()), unknown))
                : new Match.All(
                        List.of(new Match.Pods(java.util.Optional.empty(), Selector.all(), Selector.all()), unknown));
        By by = new By(ref, -1, "could not be read: " + fact.why(), fact.source());
        Policy.Side side =
                new Policy.Side(Ternary.UNKNOWN, List.of(new Rule(by, Answers.ANY, Match.anyone(), PortMatch.all())));
        return new Policy(ref, fact.source(), 0, subject, side, side);
    }

    private static List<Policy> sorted(List<Policy> policies, Comparator<Policy> by) {
        return policies.stream().sorted(by).toList();
    }
}

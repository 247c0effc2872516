package io.packetwalk.policy;

import io.packetwalk.model.PolicyObjects;
import io.packetwalk.policy.lower.Tiers;
import io.packetwalk.policy.tier.Ruling;
import io.packetwalk.policy.tier.Ruling.Clause;
import io.packetwalk.policy.tier.Sieve;
import io.packetwalk.policy.tier.Tier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the tiers of a cluster in order. Says what the policies' specifications say, not what a node enforces. */
public final class PolicyEngine {

    private final List<Tier> tiers;

    /** The tiers without policies that are confined to other namespaces: a cluster has a few of them in each, and is asked about every pod. */
    private final Map<String, List<Tier>> byNamespace = new ConcurrentHashMap<>();

    /** @param tiers the tiers, first asked first */
    public PolicyEngine(List<Tier> tiers) {
        this.tiers = List.copyOf(tiers);
    }

    public static PolicyEngine of(PolicyObjects objects) {
        return new PolicyEngine(Tiers.of(objects));
    }

    /** The tiers, first asked first. */
    public List<Tier> tiers() {
        return tiers;
    }

    /**
     * The policies that may apply to one end in one direction: the rest need not be asked for any of its peers.
     *
     * @param direction direction
     * @param subject the end
     * @param tiers the tiers with only those policies
     */
    public record Guard(Direction direction, End subject, List<Tier> tiers) {

        /** True when nothing applies: everything is accepted. */
        public boolean idle() {
            return tiers.isEmpty();
        }

        /** What becomes of traffic with a peer. */
        public Ruling ruling(End peer) {
            Sieve sieve = new Sieve();
            for (Tier tier : tiers) {
                if (sieve.empty()) {
                    break;
                }
                for (Clause clause : tier.decide(direction, subject, peer).clauses()) {
                    int bits = clause.answers().bits();
                    if ((bits & Answers.NEXT) == 0) {
                        sieve.close(clause.traffic(), bits, clause.by());
                    } else if (bits != Answers.NEXT) {
                        sieve.pass(clause.traffic(), bits & ~Answers.NEXT, clause.by());
                    }
                }
            }
            return sieve.end(Answers.ACCEPT, List.of());
        }

        /** Every policy that may apply. */
        public List<Policy> policies() {
            return tiers.stream().flatMap(tier -> tier.policies().stream()).toList();
        }
    }

    /** What guards an end. Nodes, host-network pods and the world have no policies of pods. */
    public Guard guard(Direction direction, End subject) {
        return new Guard(
                direction,
                subject,
                subject instanceof End.Pod pod
                        ? tiersOf(pod.namespace()).stream()
                                .map(tier -> tier.narrowed(direction, subject))
                                .filter(tier -> !tier.policies().isEmpty())
                                .toList()
                        : List.of());
    }

    private List<Tier> tiersOf(String namespace) {
        return byNamespace.computeIfAbsent(
                namespace,
                name -> tiers.stream()
                        .map(tier -> tier.with(tier.policies().stream()
                                .filter(policy -> policy.subject()
                                        .confined()
                                        .filter(only -> !only.equals(name))
                                        .isEmpty())
                                .toList()))
                        .toList());
    }

    /** What becomes of traffic from one end to another, at one of them. */
    public Ruling ruling(Direction direction, End from, End to) {
        return direction == Direction.INGRESS
                ? guard(direction, to).ruling(from)
                : guard(direction, from).ruling(to);
    }
}

package io.packetwalk.policy.tier;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * A tier of Calico: policies by {@code order}, then by name; the first Allow, Deny or Pass decides. What no rule decides is denied when a policy of the tier applies to
 * the pod in this direction, unless the tier's default action is Pass. Calico programs NetworkPolicies into its default tier with order 1000
 * (libcalico-go conversion), so they stand there too.
 *
 * @param name tier name
 * @param policies by order and name
 * @param passes the tier's default action is Pass
 */
public record OrderTier(String name, List<Policy> policies, boolean passes) implements Tier {

    @Override
    public Tier with(List<Policy> fewer) {
        return new OrderTier(name, fewer, passes);
    }

    @Override
    public Ruling decide(Direction direction, End subject, End peer) {
        Sieve sieve = new Sieve();
        End destination = Tier.destination(direction, subject, peer);
        Ternary applies = Ternary.NO;
        List<By> isolating = new ArrayList<>();
        for (Policy policy : policies) {
            Ternary selects = policy.selects(direction, subject);
            if (selects.no()) {
                continue;
            }
            Ternary isolates = selects.and(policy.side(direction).isolates());
            applies = applies.or(isolates);
            if (!isolates.no()) {
                isolating.add(policy.isolation(direction));
            }
            for (Rule rule : policy.side(direction).rules()) {
                sieve.rule(selects.and(rule.peers().test(subject, peer)), rule, destination);
            }
        }
        if (passes) {
            return sieve.end(Answers.NEXT, List.of());
        }
        int rest = switch (applies) {
            case YES -> Answers.DENY;
            case NO -> Answers.NEXT;
            case UNKNOWN -> Answers.DENY | Answers.NEXT;
        };
        return sieve.end(rest, isolating);
    }
}

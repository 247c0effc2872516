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
 * NetworkPolicy, and Cilium's policies together with it: what any rule denies is denied, what any rule accepts is accepted, the rest is denied when a policy
 * isolates the pod in this direction (networking.k8s.io/v1 NetworkPolicySpec; Cilium: deny rules take precedence).
 *
 * @param name what a reader calls it
 * @param policies by name; the order does not matter for the answer
 */
public record UnionTier(String name, List<Policy> policies) implements Tier {

    @Override
    public Tier with(List<Policy> fewer) {
        return new UnionTier(name, fewer);
    }

    @Override
    public Ruling decide(Direction direction, End subject, End peer) {
        Sieve sieve = new Sieve();
        End destination = Tier.destination(direction, subject, peer);
        Ternary isolated = Ternary.NO;
        List<By> isolating = new ArrayList<>();
        List<Rule> accepting = new ArrayList<>();
        List<Ternary> accepts = new ArrayList<>();
        for (Policy policy : policies) {
            Ternary selects = policy.selects(direction, subject);
            if (selects.no()) {
                continue;
            }
            Ternary isolates = selects.and(policy.side(direction).isolates());
            if (!isolates.no()) {
                isolated = isolated.or(isolates);
                isolating.add(policy.isolation(direction));
            }
            for (Rule rule : policy.side(direction).rules()) {
                Ternary matches = selects.and(rule.peers().test(subject, peer));
                if (rule.answer() == Answers.ACCEPT) {
                    accepting.add(rule);
                    accepts.add(matches);
                } else {
                    sieve.rule(matches, rule, destination);
                }
            }
        }
        for (Ternary sure : List.of(Ternary.YES, Ternary.UNKNOWN)) {
            for (int i = 0; i < accepting.size(); i++) {
                if (accepts.get(i) == sure) {
                    sieve.rule(sure, accepting.get(i), destination);
                }
            }
        }
        int rest = switch (isolated) {
            case YES -> Answers.DENY;
            case NO -> Answers.NEXT;
            case UNKNOWN -> Answers.DENY | Answers.NEXT;
        };
        return sieve.end(rest, isolating);
    }
}

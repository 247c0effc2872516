package io.packetwalk.policy.tier;

import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.tier.Ruling.Clause;
import java.util.ArrayList;
import java.util.List;

/**
 * The Admin and the Baseline tier of policy.networking.k8s.io: by priority, then by the order of the rules; the first match decides, Pass leaves the tier. What
 * policies of one priority answer differently is undefined by the API, so every one of their answers stays possible.
 *
 * @param name {@code Admin} or {@code Baseline}
 * @param policies by priority
 */
public record PriorityTier(String name, List<Policy> policies) implements Tier {

    @Override
    public Tier with(List<Policy> fewer) {
        return new PriorityTier(name, fewer);
    }

    @Override
    public Ruling decide(Direction direction, End subject, End peer) {
        Sieve sieve = new Sieve();
        End destination = Tier.destination(direction, subject, peer);
        int from = 0;
        while (from < policies.size() && !sieve.empty()) {
            int to = from + 1;
            while (to < policies.size()
                    && policies.get(to).order() == policies.get(from).order()) {
                to++;
            }
            if (to - from == 1) {
                feed(sieve, policies.get(from), direction, subject, peer, destination);
            } else {
                tied(sieve, policies.subList(from, to), direction, subject, peer, destination);
            }
            from = to;
        }
        return sieve.end(Answers.NEXT, List.of());
    }

    private static void feed(Sieve sieve, Policy policy, Direction direction, End subject, End peer, End destination) {
        var selects = policy.selects(direction, subject);
        if (selects.no()) {
            return;
        }
        for (Rule rule : policy.side(direction).rules()) {
            sieve.rule(selects.and(rule.peers().test(subject, peer)), rule, destination);
        }
    }

    /** No bit stands for "no rule matched": the sieve of one policy ends with it. */
    private static void tied(
            Sieve sieve, List<Policy> equals, Direction direction, End subject, End peer, End destination) {
        List<Clause> together = List.of(new Clause(Traffic.ALL, new Answers(SILENT), List.of()));
        for (Policy policy : equals) {
            Sieve own = new Sieve();
            feed(own, policy, direction, subject, peer, destination);
            together = join(together, own.end(SILENT, List.of()).clauses());
        }
        for (Clause clause : together) {
            int answers = clause.answers().bits() & ~SILENT;
            if (answers == 0) {
                continue;
            }
            if ((clause.answers().bits() & SILENT) == 0) {
                sieve.close(clause.traffic(), answers, clause.by());
            } else {
                sieve.pass(clause.traffic(), answers, clause.by());
            }
        }
    }

    private static final int SILENT = 8;

    /** Either may be asked first; all are silent only when each is. */
    private static List<Clause> join(List<Clause> left, List<Clause> right) {
        List<Clause> joined = new ArrayList<>();
        for (Clause one : left) {
            for (Clause two : right) {
                Traffic both = one.traffic().and(two.traffic());
                if (!both.isEmpty()) {
                    int bits = one.answers().bits() | two.answers().bits();
                    int silent = one.answers().bits() & two.answers().bits() & SILENT;
                    List<By> by = new ArrayList<>(one.by());
                    by.addAll(two.by());
                    joined.add(new Clause(both, new Answers(bits & ~SILENT | silent), List.copyOf(by)));
                }
            }
        }
        return joined;
    }
}

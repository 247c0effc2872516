package io.packetwalk.policy.tier;

import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Traffic;
import java.util.List;

/**
 * What is decided about all traffic from one end to another.
 *
 * @param clauses disjoint pieces that together are all traffic
 */
public record Ruling(List<Clause> clauses) {

    /**
     * One piece of traffic that is treated alike.
     *
     * @param traffic the piece
     * @param answers what may become of it
     * @param by what decides; more than one when any of them may
     */
    public record Clause(Traffic traffic, Answers answers, List<By> by) {}

    /** Traffic that surely is accepted. */
    public Traffic accepted() {
        return with(Answers.ACCEPT);
    }

    /** Traffic that surely is denied. */
    public Traffic denied() {
        return with(Answers.DENY);
    }

    private Traffic with(int bits) {
        Traffic sum = Traffic.NONE;
        for (Clause clause : clauses) {
            if (clause.answers().bits() == bits) {
                sum = sum.or(clause.traffic());
            }
        }
        return sum;
    }

    /** The clause about one packet; there always is one for traffic that can exist. */
    public Clause about(Traffic packet) {
        return clauses.stream()
                .filter(clause -> !clause.traffic().and(packet).isEmpty())
                .findFirst()
                .orElse(new Clause(packet, new Answers(Answers.ACCEPT | Answers.DENY), List.of()));
    }
}

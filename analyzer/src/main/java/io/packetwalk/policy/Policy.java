package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import java.util.List;

/**
 * One policy of any kind, in the words of this package.
 *
 * @param ref the object
 * @param source its line
 * @param order its place in its tier; lower is earlier
 * @param subject the pods it applies to
 * @param ingress rules and isolation for what comes in
 * @param egress rules and isolation for what goes out
 */
public record Policy(ObjectRef ref, Source source, double order, Match subject, Side ingress, Side egress) {

    /**
     * One direction.
     *
     * @param isolates whether what no rule of the tier accepts is denied, for the pods it applies to
     * @param rules rules in order
     */
    public record Side(Ternary isolates, List<Rule> rules) {
        public static final Side NONE = new Side(Ternary.NO, List.of());

        boolean idle() {
            return isolates.no() && rules.isEmpty();
        }
    }

    public Side side(Direction direction) {
        return switch (direction) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    /** Whether it applies to the end, in a direction. */
    public Ternary selects(Direction direction, End end) {
        return side(direction).idle() ? Ternary.NO : subject.test(end, end);
    }

    /** Whether it applies to the end in any direction. */
    public Ternary selects(End end) {
        return selects(Direction.INGRESS, end).or(selects(Direction.EGRESS, end));
    }

    /** The policy itself as what decides. */
    public By isolation(Direction direction) {
        return new By(
                ref, -1, "isolates the pods it selects for " + direction.word() + "; no rule allows this", source);
    }
}

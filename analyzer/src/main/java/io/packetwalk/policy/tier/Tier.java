package io.packetwalk.policy.tier;

import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Policy;
import java.util.List;

/** Policies that are asked together. Answers Accept, Deny or Next; a new kind of policy is a new tier in a file of its own. */
public interface Tier {

    /** What a reader calls it. */
    String name();

    /** Its policies, in the order in which they are asked. */
    List<Policy> policies();

    /** The same tier with fewer policies. */
    Tier with(List<Policy> fewer);

    /** What becomes of traffic between the policies' subject and a peer. */
    Ruling decide(Direction direction, End subject, End peer);

    /** This tier without the policies that surely do not apply to the subject. */
    default Tier narrowed(Direction direction, End subject) {
        return with(policies().stream()
                .filter(policy -> !policy.selects(direction, subject).no())
                .toList());
    }

    /** The end whose ports count. */
    static End destination(Direction direction, End subject, End peer) {
        return direction == Direction.INGRESS ? subject : peer;
    }
}

package io.packetwalk.policy;

import io.packetwalk.net.Proto;
import io.packetwalk.policy.NaivePolicy.Thing;
import java.util.Set;

/** One tier of the brute-force evaluator. */
interface Floor {

    /**
     * One packet at one end.
     *
     * @param ingress direction
     * @param me the end whose policies are asked
     * @param other the other end
     * @param to the receiver of the two
     */
    record Packet(boolean ingress, Thing me, Thing other, Thing to, Proto proto, int port) {}

    /** What the tier may answer: {@code Accept}, {@code Deny}, {@code Next}; several when the API leaves it open. */
    Set<String> answers(Packet packet);
}

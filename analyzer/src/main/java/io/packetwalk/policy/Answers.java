package io.packetwalk.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The answers that are possible: one when it is sure, several when something is unknown or the order of policies is not defined.
 *
 * @param bits set of {@link #ACCEPT}, {@link #DENY} and {@link #NEXT}
 */
public record Answers(int bits) {

    public static final int ACCEPT = 1;
    public static final int DENY = 2;
    public static final int NEXT = 4;

    /** Anything may be the answer. */
    public static final int ANY = ACCEPT | DENY | NEXT;

    public boolean accepted() {
        return bits == ACCEPT;
    }

    public boolean denied() {
        return bits == DENY;
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if ((bits & ACCEPT) != 0) {
            words.add("Accept");
        }
        if ((bits & DENY) != 0) {
            words.add("Deny");
        }
        if ((bits & NEXT) != 0) {
            words.add("Next");
        }
        return String.join(" or ", words);
    }
}

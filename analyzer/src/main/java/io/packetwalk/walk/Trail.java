package io.packetwalk.walk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The rules that a packet met, newest first. Alternatives of one walk share what lies behind them, so that remembering a rule costs the same however long the way
 * was.
 *
 * @param last the newest
 * @param before the others
 */
public record Trail(Met last, Optional<Trail> before) {

    static final Optional<Trail> NONE = Optional.empty();

    /** All of them, oldest first. An nft rule of several statements is several rules here, and one that was met. */
    public static List<Met> inOrder(Optional<Trail> trail) {
        List<Met> met = new ArrayList<>();
        for (Optional<Trail> at = trail; at.isPresent(); at = at.get().before()) {
            Met last = at.get().last();
            boolean same = !met.isEmpty() && met.getLast().rule().equals(last.rule());
            if (!same) {
                met.add(last);
            }
        }
        Collections.reverse(met);
        return List.copyOf(met);
    }
}

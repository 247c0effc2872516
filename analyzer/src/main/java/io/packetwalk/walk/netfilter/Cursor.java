package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.walk.Passage;
import java.util.List;
import java.util.Optional;

/**
 * One open alternative of a chain's run: a place in the chains, and the packet there.
 *
 * @param shown rules that its steps show already
 */
record Cursor(Frame frame, Passage passage, List<At> shown) {

    Cursor with(Passage next) {
        return new Cursor(frame, next, shown);
    }

    Cursor at(int position) {
        return new Cursor(frame.at(position), passage, shown);
    }

    /** A rule and the chain it is in. */
    record At(String chain, Rule rule) {
        /** At a glance: comparing all that rules say costs more than running them. */
        @SuppressWarnings("ReferenceEquality")
        boolean isIn(List<At> places) {
            for (At other : places) {
                if (rule == other.rule
                        || rule.source().from() == other.rule.source().from() && equals(other)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A chain being walked; {@code via} are the jumps and gotos that led into it; {@code within} when it is a part of a rule. */
    record Frame(Chain chain, int next, Optional<Frame> caller, List<At> via, int depth, boolean within) {
        Frame at(int position) {
            return new Frame(chain, position, caller, via, depth, within);
        }

        /** Where the chain goes on behind the current rule. */
        Frame after() {
            Frame outer = at(next + 1);
            while (outer.within && outer.caller.isPresent()) {
                outer = outer.caller.get();
            }
            return outer;
        }
    }
}

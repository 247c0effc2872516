package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.walk.Passage;
import java.util.Optional;

/**
 * One open alternative of a chain's run: a place in the chains, and the packet there.
 *
 * @param frame the chain it is in
 * @param at position of the rule there
 * @param shown how many of the frames that lie around it its steps show already
 * @param passage the packet, and its way so far
 */
record Cursor(Frame frame, int at, int shown, Passage passage) {

    /** At another rule of the chain, as {@code next}. */
    Cursor at(int position, Passage next) {
        return new Cursor(frame, position, shown, next);
    }

    /** At the rule behind, as {@code next}. */
    Cursor on(Passage next) {
        return at(at + 1, next);
    }

    /** At the rule behind, as {@code next}, whose steps show the rule and what led to it. */
    Cursor showing(Passage next) {
        return new Cursor(frame, at + 1, frame.depth, next);
    }

    /** In the chain that the rule at hand leads to; behind a goto the packet does not come back here. */
    Cursor into(Chain chain, Rule rule, boolean returns, Passage next) {
        Cursor after = after(next);
        Entry entry = new Entry(after.frame, after.at, Optional.of(rule), returns);
        return new Cursor(new Frame(chain, Optional.of(entry), after.frame.depth + 1), 0, after.shown, next);
    }

    /** In what is a part of the rule at hand, such as the elements of a map that may match. */
    Cursor part(Chain chain, Passage next) {
        Entry entry = new Entry(frame, at + 1, Optional.empty(), true);
        return new Cursor(new Frame(chain, Optional.of(entry), frame.depth + 1), 0, shown, next);
    }

    /** Where a packet that leaves the chain goes on, as {@code next}; empty behind the base chain. */
    Optional<Cursor> back(Passage next) {
        for (Frame left = frame; left.entry.isPresent(); left = left.entry.get().from) {
            Entry entry = left.entry.get();
            if (entry.returns) {
                return Optional.of(new Cursor(entry.from, entry.at, Math.min(shown, entry.from.depth), next));
            }
        }
        return Optional.empty();
    }

    /** Behind the rule, and when it is a part of another, behind that, as {@code next}. */
    Cursor after(Passage next) {
        Cursor outer = on(next);
        while (outer.frame.part()) {
            outer = outer.back(next).orElseThrow();
        }
        return outer;
    }

    /**
     * A chain being walked.
     *
     * @param entry how the packet came in, empty for the base chain
     * @param depth how many frames lie around it
     */
    record Frame(Chain chain, Optional<Entry> entry, int depth) {

        static Frame base(Chain chain) {
            return new Frame(chain, Optional.empty(), 0);
        }

        /** True for what is a part of a rule. */
        boolean part() {
            return entry.isPresent() && entry.get().by.isEmpty();
        }
    }

    /**
     * How a chain was entered.
     *
     * @param from the frame of the rule that leads in
     * @param at where that goes on behind the rule
     * @param by the rule; empty when what is entered is a part of it
     * @param returns false for a goto
     */
    record Entry(Frame from, int at, Optional<Rule> by, boolean returns) {}
}

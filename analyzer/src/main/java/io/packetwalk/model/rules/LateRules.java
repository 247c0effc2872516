package io.packetwalk.model.rules;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Rules that are lowered when they are asked for, and kept. Two threads may both lower one: the two are equal. */
final class LateRules extends AbstractList<Rule> implements RandomAccess {

    private final @Nullable Rule[] made;
    private final IntFunction<Rule> lower;

    LateRules(int count, IntFunction<Rule> lower) {
        this.made = new Rule[count];
        this.lower = lower;
    }

    @Override
    public Rule get(int at) {
        Rule known = made[at];
        if (known == null) {
            known = lower.apply(at);
            made[at] = known;
        }
        return known;
    }

    @Override
    public int size() {
        return made.length;
    }
}

package io.packetwalk.evidence;

import java.util.List;

/**
 * One condition a claim rests on, and whether it holds: the leaves of the confidence tree a reader can check.
 *
 * @param text the condition as a sentence
 * @param holds whether the evidence says so
 * @param sources where, empty when nothing in the bundle says it
 */
public record Condition(String text, Ternary holds, List<Source> sources) {
    public Condition {
        sources = List.copyOf(sources);
    }

    public static Condition yes(String text, List<Source> sources) {
        return new Condition(text, Ternary.YES, sources);
    }

    public static Condition no(String text, List<Source> sources) {
        return new Condition(text, Ternary.NO, sources);
    }

    public static Condition unknown(String text) {
        return new Condition(text, Ternary.UNKNOWN, List.of());
    }
}

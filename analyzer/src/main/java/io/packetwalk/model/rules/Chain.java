package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A chain.
 *
 * @param source where it is declared
 * @param name its name
 * @param rules in order
 * @param index finds the rules that can match a packet
 */
public record Chain(Source source, String name, List<Rule> rules, RuleIndex index) {

    public static Chain of(Source source, String name, List<Rule> rules) {
        List<Rule> fixed = List.copyOf(rules);
        return new Chain(source, name, fixed, RuleIndex.of(fixed));
    }
}

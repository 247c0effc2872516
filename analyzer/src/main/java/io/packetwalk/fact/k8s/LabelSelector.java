package io.packetwalk.fact.k8s;

import java.util.List;
import java.util.Map;

/**
 * A label selector. The absent selector is an empty Optional where it is used; the empty selector selects everything.
 *
 * @param matchLabels all must be equal
 * @param matchExpressions all must hold
 */
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {

    /**
     * One match expression.
     *
     * @param key label key
     * @param operator {@code In}, {@code NotIn}, {@code Exists}, {@code DoesNotExist}, or a word we do not know
     * @param values operands, empty for the last two
     */
    public record Requirement(String key, String operator, List<String> values) {}
}

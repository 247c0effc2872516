package io.packetwalk.policy;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A question about labels. */
public sealed interface Selector {

    /** Everything. */
    static Selector all() {
        return new And(List.of());
    }

    /** All hold. */
    record And(List<Selector> parts) implements Selector {}

    /** One holds. */
    record Or(List<Selector> parts) implements Selector {}

    /** It does not hold. */
    record Not(Selector part) implements Selector {}

    /** The key is there. */
    record Has(String key) implements Selector {}

    /** The key is there and its value is one of these. */
    record In(String key, Set<String> values) implements Selector {}

    /** The key is there and its value contains, starts or ends with this text. */
    record Like(String key, String operator, String text) implements Selector {
        boolean matches(String value) {
            return switch (operator) {
                case "contains" -> value.contains(text);
                case "starts" -> value.startsWith(text);
                default -> value.endsWith(text);
            };
        }
    }

    /** Something we do not model. */
    record Unknown(String text) implements Selector {}

    /** Whether these labels are selected. */
    default Ternary test(Labels labels) {
        return switch (this) {
            case And(List<Selector> parts) -> {
                Ternary all = Ternary.YES;
                for (Selector part : parts) {
                    all = all.and(part.test(labels));
                }
                yield all;
            }
            case Or(List<Selector> parts) -> {
                Ternary any = Ternary.NO;
                for (Selector part : parts) {
                    any = any.or(part.test(labels));
                }
                yield any;
            }
            case Not(Selector part) -> part.test(labels).not();
            case Has(String key) -> labels.has(key);
            case In(String key, Set<String> values) ->
                labels.get(key).map(value -> Ternary.of(values.contains(value))).orElseGet(() -> labels.has(key));
            case Like like ->
                labels.get(like.key())
                        .map(value -> Ternary.of(like.matches(value)))
                        .orElseGet(() -> labels.has(like.key()));
            case Unknown _u -> Ternary.UNKNOWN;
        };
    }

    /** Keys it asks for. */
    default Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        switch (this) {
            case And(List<Selector> parts) -> parts.forEach(part -> keys.addAll(part.keys()));
            case Or(List<Selector> parts) -> parts.forEach(part -> keys.addAll(part.keys()));
            case Not(Selector part) -> keys.addAll(part.keys());
            case Has(String key) -> keys.add(key);
            case In in -> keys.add(in.key());
            case Like like -> keys.add(like.key());
            case Unknown _u -> {}
        }
        return keys;
    }

    /**
     * A selector of the API: {@code NotIn} and {@code DoesNotExist} hold where the key is missing (apimachinery pkg/labels, Requirement.Matches). An operator we
     * do not know is unknown.
     */
    static Selector of(LabelSelector written) {
        return of(written, "");
    }

    /**
     * The same with a prefix taken off its keys where they have it.
     *
     * @param prefix for example {@code k8s:}
     */
    static Selector of(LabelSelector written, String prefix) {
        List<Selector> parts = new ArrayList<>();
        for (Map.Entry<String, String> label : written.matchLabels().entrySet()) {
            parts.add(new In(key(label.getKey(), prefix), Set.of(label.getValue())));
        }
        for (LabelSelector.Requirement each : written.matchExpressions()) {
            String key = key(each.key(), prefix);
            Set<String> values = Set.copyOf(each.values());
            parts.add(
                    switch (each.operator()) {
                        case "In" -> new In(key, values);
                        case "NotIn" -> new Not(new In(key, values));
                        case "Exists" -> new Has(key);
                        case "DoesNotExist" -> new Not(new Has(key));
                        default -> new Unknown(each.key() + " " + each.operator());
                    });
        }
        return new And(List.copyOf(parts));
    }

    /** The selector, or everything when there is none. */
    static Selector of(Optional<LabelSelector> written) {
        return written.map(Selector::of).orElse(all());
    }

    private static String key(String written, String prefix) {
        return !prefix.isEmpty() && written.startsWith(prefix) ? written.substring(prefix.length()) : written;
    }
}

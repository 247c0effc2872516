package io.packetwalk.policy.lower;

import io.packetwalk.policy.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads Calico's label expressions: {@code a == 'b' && (has(c) || d not in {'x', 'y'})}. Recursive descent, one method per level; what cannot be read is
 * {@link Selector.Unknown}. Grammar: projectcalico/calico libcalico-go/lib/selector.
 */
final class CalicoSelector {

    private final String text;
    private int at;

    private CalicoSelector(String text) {
        this.text = text;
    }

    /** Empty text selects everything. */
    static Selector of(String text) {
        if (text.isBlank()) {
            return Selector.all();
        }
        CalicoSelector reader = new CalicoSelector(text);
        Optional<Selector> read = reader.or();
        return read.isPresent() && reader.end() ? read.get() : new Selector.Unknown(text);
    }

    private Optional<Selector> or() {
        List<Selector> parts = new ArrayList<>();
        do {
            Optional<Selector> part = and();
            if (part.isEmpty()) {
                return part;
            }
            parts.add(part.get());
        } while (take("||"));
        return Optional.of(parts.size() == 1 ? parts.getFirst() : new Selector.Or(List.copyOf(parts)));
    }

    private Optional<Selector> and() {
        List<Selector> parts = new ArrayList<>();
        do {
            Optional<Selector> part = operand();
            if (part.isEmpty()) {
                return part;
            }
            parts.add(part.get());
        } while (take("&&"));
        return Optional.of(parts.size() == 1 ? parts.getFirst() : new Selector.And(List.copyOf(parts)));
    }

    private Optional<Selector> operand() {
        if (take("!")) {
            return operand().map(Selector.Not::new);
        }
        if (take("(")) {
            Optional<Selector> inner = or();
            return take(")") ? inner : Optional.empty();
        }
        if (take("all()")) {
            return Optional.of(Selector.all());
        }
        if (take("has(")) {
            String key = word();
            return !key.isEmpty() && take(")") ? Optional.of(new Selector.Has(key)) : Optional.empty();
        }
        String key = word();
        return key.isEmpty() ? Optional.empty() : comparison(key);
    }

    private Optional<Selector> comparison(String key) {
        if (take("==")) {
            return quoted().map(value -> new Selector.In(key, Set.of(value)));
        }
        if (take("!=")) {
            return quoted().map(value -> new Selector.Not(new Selector.In(key, Set.of(value))));
        }
        if (take("not in")) {
            return set().map(values -> new Selector.Not(new Selector.In(key, values)));
        }
        if (take("in")) {
            return set().map(values -> new Selector.In(key, values));
        }
        if (take("contains")) {
            return quoted().map(value -> new Selector.Like(key, "contains", value));
        }
        if (take("starts with")) {
            return quoted().map(value -> new Selector.Like(key, "starts", value));
        }
        if (take("ends with")) {
            return quoted().map(value -> new Selector.Like(key, "ends", value));
        }
        return Optional.empty();
    }

    private Optional<Set<String>> set() {
        if (!take("{")) {
            return Optional.empty();
        }
        Set<String> values = new TreeSet<>();
        if (take("}")) {
            return Optional.of(values);
        }
        do {
            Optional<String> value = quoted();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        } while (take(","));
        return take("}") ? Optional.of(Set.copyOf(values)) : Optional.empty();
    }

    private Optional<String> quoted() {
        blanks();
        if (at >= text.length() || text.charAt(at) != '\'' && text.charAt(at) != '"') {
            return Optional.empty();
        }
        int close = text.indexOf(text.charAt(at), at + 1);
        if (close < 0) {
            return Optional.empty();
        }
        String value = text.substring(at + 1, close);
        at = close + 1;
        return Optional.of(value);
    }

    private String word() {
        blanks();
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_./-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(from, at);
    }

    /** Words may have any blanks between them: {@code not   in}. */
    private boolean take(String token) {
        blanks();
        int from = at;
        for (String word : token.split(" ", -1)) {
            blanks();
            if (!text.startsWith(word, at)) {
                at = from;
                return false;
            }
            at += word.length();
        }
        if (token.equals("!") && at < text.length() && text.charAt(at) == '=') {
            at = from;
            return false;
        }
        return true;
    }

    private boolean end() {
        blanks();
        return at == text.length();
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}

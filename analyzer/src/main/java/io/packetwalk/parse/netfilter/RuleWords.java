package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the options of a rule into words, as iptables-restore does: blanks separate, double quotes hold together, a backslash inside quotes takes the next character
 * literally ({@code \\"}, {@code \\\\}, {@code \\'}).
 */
final class RuleWords {

    private final String text;
    private int at;

    RuleWords(String text) {
        this(text, 0);
    }

    RuleWords(String text, int from) {
        this.text = text;
        this.at = from;
    }

    /** All options; empty when a quote stays open or a word stands where an option should. */
    Optional<List<Option>> read() {
        List<Option> options = new ArrayList<>(8);
        for (skipBlanks(); at < text.length(); skipBlanks()) {
            int start = at;
            if (!skipOption()) {
                return Optional.empty();
            }
            int end = at;
            at = start;
            options.add(take(end));
        }
        return Optional.of(options);
    }

    /** True when {@link #read} would find options to the end; makes none of them. */
    boolean whole() {
        for (skipBlanks(); at < text.length(); skipBlanks()) {
            if (!skipOption()) {
                return false;
            }
        }
        return true;
    }

    /** Moves behind an option with its arguments; false when none stands here, or not the whole of it. */
    private boolean skipOption() {
        if (aloneBang()) {
            at++;
            skipBlanks();
        }
        int nameAt = at;
        if (!option(at)) {
            return false;
        }
        skipWord();
        return skipArguments(arity(nameAt, at), at - nameAt == 2);
    }

    /** Takes the option that stands here and ends at {@code end}. */
    private Option take(int end) {
        boolean negated = aloneBang();
        if (negated) {
            at++;
            skipBlanks();
        }
        String name = word();
        List<String> args = new ArrayList<>(2);
        for (skipBlanks(); at < end; skipBlanks()) {
            if (args.isEmpty() && aloneBang()) {
                negated = true;
                at++;
            } else {
                args.add(word());
            }
        }
        return new Option(name, negated, List.copyOf(args));
    }

    /** Moves behind the arguments; false when one of them is missing or its quote stays open. */
    private boolean skipArguments(int arity, boolean letter) {
        int end = at;
        for (int taken = 0; taken != arity; taken++) {
            skipBlanks();
            if (taken == 0 && aloneBang() && oldBang()) {
                at++;
                skipBlanks();
            }
            boolean none = at >= text.length() || aloneBang() || (arity == OptionArity.OPEN || letter) && option(at);
            if (none) {
                at = end;
                return !letter;
            }
            if (!skipWord()) {
                return false;
            }
            end = at;
        }
        return true;
    }

    /** Of the one-letter options {@code -4 -6 -f} stand alone, {@code -c} has two arguments, all others have one. */
    private int arity(int nameAt, int nameEnd) {
        if (nameEnd - nameAt != 2) {
            return OptionArity.of(text, nameAt, nameEnd);
        }
        return switch (text.charAt(nameAt + 1)) {
            case '4', '6', 'f' -> 0;
            case 'c' -> 2;
            default -> 1;
        };
    }

    /** The next word, unquoted; empty behind the last. */
    String word() {
        if (at >= text.length()) {
            return "";
        }
        int start = at;
        if (text.charAt(at) != '"') {
            skipWord();
            return text.substring(start, at);
        }
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            out.append(text.charAt(at));
        }
        at = Math.min(text.length(), at + 1);
        return out.toString();
    }

    /** Moves behind the current word; false when its quote stays open. */
    private boolean skipWord() {
        if (text.charAt(at) != '"') {
            while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
                at++;
            }
            return true;
        }
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
        boolean closed = at < text.length();
        at = Math.min(text.length(), at + 1);
        return closed;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** True when an option starts at {@code place}; a negative number is none. */
    private boolean option(int place) {
        if (place + 1 >= text.length() || text.charAt(place) != '-') {
            return false;
        }
        char second = text.charAt(place + 1);
        return second != ' ' && (second < '0' || second > '9' || ends(place + 2) && (second == '4' || second == '6'));
    }

    private boolean aloneBang() {
        return at < text.length() && text.charAt(at) == '!' && ends(at + 1);
    }

    /** True when the {@code !} here stands before a value ({@code -s ! 10.0.0.0/8}, iptables before 1.4), not before an option. */
    private boolean oldBang() {
        int next = at + 1;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next < text.length() && !option(next);
    }

    private boolean ends(int place) {
        return place >= text.length() || text.charAt(place) == ' ';
    }
}

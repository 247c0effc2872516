package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the options of rules into words, as iptables-restore does: blanks separate, double quotes hold together, a backslash inside
 * quotes takes the next character literally ({@code \"}, {@code \\}, {@code \'}).
 *
 * <p>Rules repeat themselves: half a million rules of a large cluster hold a few thousand different options. So each option is looked
 * up by its raw text in a small table of those seen lately before any string is made; what is found is shared. The table has a fixed
 * size and a newcomer replaces the old: memory stays bounded, and time linear in the text.
 */
final class RuleWords {

    private static final int SLOTS = 1 << 14;

    private final @Nullable String[] keys = new String[SLOTS];
    private final @Nullable Option[] values = new Option[SLOTS];

    private String text = "";
    private int at;

    /** The options of {@code text} (the caller's to keep) from {@code from} on; empty when a quote stays open or a word stands where an option should. */
    Optional<List<Option>> read(String text, int from) {
        this.text = text;
        this.at = from;
        List<Option> options = new ArrayList<>(8);
        for (skipBlanks(); at < text.length(); skipBlanks()) {
            Option option = option();
            if (option == null) {
                return Optional.empty();
            }
            options.add(option);
        }
        return Optional.of(options);
    }

    private @Nullable Option option() {
        int start = at;
        boolean negated = aloneBang();
        if (negated) {
            at++;
            skipBlanks();
        }
        int nameAt = at;
        if (!option(at)) {
            return null;
        }
        skipWord();
        int nameEnd = at;
        boolean whole = skipArguments(arity(nameAt, nameEnd), nameEnd - nameAt == 2);
        return whole ? shared(start, at, negated, nameAt, nameEnd) : null;
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
            return OptionArity.of(text.substring(nameAt, nameEnd));
        }
        return switch (text.charAt(nameAt + 1)) {
            case '4', '6', 'f' -> 0;
            case 'c' -> 2;
            default -> 1;
        };
    }

    private @Nullable Option shared(int start, int end, boolean negated, int nameAt, int nameEnd) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        String key = keys[slot];
        Option value = values[slot];
        if (key != null && value != null && key.length() == end - start && text.startsWith(key, start)) {
            return value;
        }
        Option made = make(negated, nameAt, nameEnd, end);
        keys[slot] = text.substring(start, end);
        values[slot] = made;
        return made;
    }

    private Option make(boolean negated, int nameAt, int nameEnd, int end) {
        List<String> args = new ArrayList<>(2);
        boolean bang = negated;
        int keep = at;
        at = nameEnd;
        for (skipBlanks(); at < end; skipBlanks()) {
            if (args.isEmpty() && aloneBang()) {
                bang = true;
                at++;
            } else {
                args.add(word());
            }
        }
        at = keep;
        return new Option(text.substring(nameAt, nameEnd), bang, List.copyOf(args));
    }

    /** The word at the current place, unquoted. */
    private String word() {
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

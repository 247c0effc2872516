package io.packetwalk.index;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Words of captured text and what they are made of. {@code pod/shop/web-1:80} is one word; its parts are also {@code pod/shop/web-1},
 * {@code web-1} and {@code web}, so that an address, a name or a network is found whole and by each of its pieces.
 */
final class Parts {
    private static final String JOINERS = "_.:/-";

    private Parts() {}

    /** Every token of a text, lower case: whole words first, then pieces at {@code :}, at {@code :} or {@code /}, at any joiner. */
    static Set<String> all(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String word : words(text)) {
            tokens.add(word);
            tokens.addAll(split(word, ":"));
            tokens.addAll(split(word, ":/"));
            tokens.addAll(split(word, JOINERS));
        }
        return tokens;
    }

    /** The smallest tokens of a text: runs of letters and digits, lower case. A chunk with a hit has all of them. */
    static Set<String> smallest(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String word : words(text)) {
            tokens.addAll(split(word, JOINERS));
        }
        return tokens;
    }

    /** Runs of letters, digits and joiners, lower case, without joiners at the ends. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int at = 0;
        while (at < lower.length()) {
            int start = at;
            while (at < lower.length() && (letter(lower.charAt(at)) || JOINERS.indexOf(lower.charAt(at)) >= 0)) {
                at++;
            }
            int from = start;
            int to = at;
            while (from < to && !letter(lower.charAt(from))) {
                from++;
            }
            while (to > from && !letter(lower.charAt(to - 1))) {
                to--;
            }
            if (to > from) {
                words.add(lower.substring(from, to));
            }
            at = Math.max(at, start + 1);
        }
        return words;
    }

    private static List<String> split(String word, String at) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= word.length(); i++) {
            if (i == word.length() || at.indexOf(word.charAt(i)) >= 0) {
                if (i > start) {
                    pieces.add(word.substring(start, i));
                }
                start = i + 1;
            }
        }
        return pieces;
    }

    /** Letters and digits of any script. */
    static boolean letter(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }
}

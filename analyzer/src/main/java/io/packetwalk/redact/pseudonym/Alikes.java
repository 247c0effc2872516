package io.packetwalk.redact.pseudonym;

import io.packetwalk.evidence.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which words look like one another misspelt. Two words that are a few slips apart have a form in common once letters are left out of both
 * (Garbe's symmetric delete), so that one look-up finds them among many.
 */
final class Alikes {
    /** Words as people spell them. Random ends of names have several digits, and nobody takes one for the other. */
    private static final Pattern SPELT = Pattern.compile("[a-z]+[0-9]?[a-z]*");

    private static final int LONGEST = 20;
    /** Above so many words only one letter is left out of each, above {@link #MANY} none: memory is bounded. */
    private static final int SOME = 3_000;

    private static final int MANY = 100_000;

    private final Map<String, List<String>> byForm = new HashMap<>();
    private final int most;

    /** @param words how many will be added */
    Alikes(int words) {
        most = words > MANY ? 0 : words > SOME ? 1 : Spelling.SLIPS;
    }

    /** True for a word that can be alike another at all. */
    static boolean spelt(String word) {
        return word.length() > 2
                && word.length() <= LONGEST
                && SPELT.matcher(word).matches();
    }

    void add(String word) {
        for (String form : forms(word)) {
            byForm.computeIfAbsent(form, _form -> new ArrayList<>(1)).add(word);
        }
    }

    /** The words added that are alike {@code word}, not itself. */
    List<String> of(String word) {
        Set<String> found = new HashSet<>();
        for (String form : forms(word)) {
            for (String candidate : byForm.getOrDefault(form, List.of())) {
                if (Spelling.alike(word, candidate)) {
                    found.add(candidate);
                }
            }
        }
        return found.stream().sorted().toList();
    }

    private Set<String> forms(String word) {
        Set<String> forms = new HashSet<>();
        if (!spelt(word)) {
            return forms;
        }
        forms.add(word);
        // The longer of two words says how many slips there may be; it can be longer by as many.
        int left = Math.min(most, Spelling.slips(word.length() + Spelling.SLIPS));
        List<String> last = List.of(word);
        for (int i = 0; i < left; i++) {
            List<String> shorter = new ArrayList<>();
            for (String form : last) {
                for (int at = 0; at < form.length(); at++) {
                    String without = form.substring(0, at) + form.substring(at + 1);
                    if (forms.add(without)) {
                        shorter.add(without);
                    }
                }
            }
            last = shorter;
        }
        return forms;
    }

    /** For each letter of {@code word} where it stands in {@code like} when one is the other misspelt, -1 for one that was put in or changed. */
    static int[] places(String word, String like) {
        int[][] edits = new int[word.length() + 1][like.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= like.length(); j++) {
                edits[i][j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(
                                edits[i - 1][j - 1] + (word.charAt(i - 1) == like.charAt(j - 1) ? 0 : 1),
                                1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
            }
        }
        int[] places = new int[word.length()];
        int j = like.length();
        for (int i = word.length(); i > 0; ) {
            boolean same = j > 0 && word.charAt(i - 1) == like.charAt(j - 1);
            if (j > 0 && edits[i][j] == edits[i - 1][j - 1] + (same ? 0 : 1)) {
                places[--i] = same ? j - 1 : -1;
                j--;
            } else if (edits[i][j] == edits[i - 1][j] + 1) {
                places[--i] = -1;
            } else {
                j--;
            }
        }
        return places;
    }
}

package io.packetwalk.parse;

import java.util.ArrayList;
import java.util.List;

/** The blank-separated words of one line, read from left to right. Past the end, words are empty. */
public final class Words {

    private final String text;
    private int at;

    public Words(String text) {
        this.text = text;
        skipBlanks();
    }

    /** All words of {@code text}. */
    public static List<String> of(String text) {
        Words words = new Words(text);
        List<String> all = new ArrayList<>();
        while (words.more()) {
            all.add(words.next());
        }
        return all;
    }

    public boolean more() {
        return at < text.length();
    }

    /** The next word, without moving. */
    public String peek() {
        return text.substring(at, end());
    }

    public String next() {
        int end = end();
        String word = text.substring(at, end);
        at = end;
        skipBlanks();
        return word;
    }

    /** Takes the next word when it is {@code word}. */
    public boolean take(String word) {
        if (end() - at != word.length() || !text.startsWith(word, at)) {
            return false;
        }
        next();
        return true;
    }

    /** Everything not read yet. */
    public String rest() {
        return text.substring(at);
    }

    private int end() {
        int end = at;
        while (end < text.length() && !blank(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private void skipBlanks() {
        while (at < text.length() && blank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}

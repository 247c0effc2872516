package io.packetwalk.parse.nft;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of nft text. Blanks separate; {@code { } ( ) , ; | & ^ = ! < >} stand alone, joined to the operators nft knows; quoted text is one word that keeps its
 * first quote, so that a device called {@code drop} is no verdict. A {@code #} ends the line.
 */
final class NftTokens {

    /** What {@link #peek} gives behind the last word. */
    static final String END = "";

    private static final boolean[] ALONE = new boolean[128];
    private static final String[] SIGNS = new String[128];

    static {
        for (char c : "{}(),;|&^=!<>".toCharArray()) {
            ALONE[c] = true;
            SIGNS[c] = Character.toString(c);
        }
    }

    private final List<String> words;
    private int at;

    NftTokens(List<String> words) {
        this.words = words;
    }

    /** Adds the words of a line to {@code words} and returns where its comment starts, the line's length when it has none. */
    static int cut(String line, List<String> words) {
        int length = line.length();
        int i = 0;
        while (i < length) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '#') {
                return i;
            } else if (c == '"') {
                int close = line.indexOf('"', i + 1);
                int end = close < 0 ? length : close;
                words.add(line.substring(i, end));
                i = end + 1;
            } else if (c < 128 && ALONE[c]) {
                int end = i + (joined(line, i, length) ? 2 : 1);
                words.add(end - i == 1 ? SIGNS[c] : line.substring(i, end));
                i = end;
            } else {
                int end = i + 1;
                while (end < length && !stops(line.charAt(end))) {
                    end++;
                }
                words.add(line.substring(i, end));
                i = end;
            }
        }
        return length;
    }

    private static boolean stops(char c) {
        return c == ' ' || c == '\t' || c == '"' || c < 128 && ALONE[c];
    }

    private static boolean joined(String line, int i, int length) {
        if (i + 1 >= length) {
            return false;
        }
        char first = line.charAt(i);
        char second = line.charAt(i + 1);
        return second == '=' && (first == '=' || first == '!' || first == '<' || first == '>')
                || first == second && (first == '<' || first == '>');
    }

    static NftTokens of(String text) {
        List<String> words = new ArrayList<>();
        cut(text, words);
        return new NftTokens(words);
    }

    boolean more() {
        return at < words.size();
    }

    String peek() {
        return at < words.size() ? words.get(at) : END;
    }

    /** The word after the next one. */
    String second() {
        return at + 1 < words.size() ? words.get(at + 1) : END;
    }

    String next() {
        return at < words.size() ? words.get(at++) : END;
    }

    /** Takes the next word when it is this one. */
    boolean take(String word) {
        if (at < words.size() && words.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    /** Puts another word in the place of the next one. */
    void replace(String word) {
        words.set(at, word);
    }

    /** Puts several words in the place of the next one. */
    void split(String... more) {
        words.remove(at);
        words.addAll(at, List.of(more));
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    /** The words since a position, blanks between. */
    String since(int position) {
        StringBuilder text = new StringBuilder();
        for (int i = position; i < at; i++) {
            text.append(text.isEmpty() ? "" : " ").append(words.get(i));
            if (words.get(i).startsWith("\"")) {
                text.append('"');
            }
        }
        return text.toString();
    }

    /** A word without its quote. */
    static String plain(String word) {
        return !word.isEmpty() && word.charAt(0) == '"' ? word.substring(1) : word;
    }
}

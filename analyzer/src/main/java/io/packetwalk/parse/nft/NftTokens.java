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
    private static final boolean[] STOPS = new boolean[128];
    private static final String[] SIGNS = new String[128];

    static {
        for (char c : "{}(),;|&^=!<>".toCharArray()) {
            ALONE[c] = true;
            STOPS[c] = true;
            SIGNS[c] = Character.toString(c);
        }
        STOPS[' '] = true;
        STOPS['\t'] = true;
        STOPS['"'] = true;
    }

    private final List<String> words;
    private int at;

    NftTokens(List<String> words) {
        this.words = words;
    }

    /** Adds the words of a line to {@code words} and returns where its comment starts, the line's length when it has none. */
    static int cut(String line, List<String> words) {
        int from = start(line, 0);
        while (word(line, from)) {
            int to = end(line, from);
            words.add(text(line, from, to));
            from = start(line, to);
        }
        return from;
    }

    /** The first place from here on that is not blank. */
    static int start(String line, int from) {
        int i = from;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** True when a word starts here, neither the comment nor the end of the line. */
    static boolean word(String line, int from) {
        return from < line.length() && line.charAt(from) != '#';
    }

    /** Where the word that starts here ends. */
    static int end(String line, int from) {
        char first = line.charAt(from);
        if (first == '"') {
            int close = line.indexOf('"', from + 1);
            return close < 0 ? line.length() : close + 1;
        }
        if (first < 128 && ALONE[first]) {
            return from + (from + 1 < line.length() && joined(first, line.charAt(from + 1)) ? 2 : 1);
        }
        int end = from + 1;
        while (end < line.length() && !stops(line.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The same in a line of ASCII. */
    static int end(byte[] line, int from) {
        byte first = line[from];
        int end = from + 1;
        if (first == '"') {
            while (end < line.length && line[end] != '"') {
                end++;
            }
            return Math.min(line.length, end + 1);
        }
        if (ALONE[first]) {
            return end < line.length && joined(first, line[end]) ? end + 1 : end;
        }
        while (end < line.length && !STOPS[line[end]]) {
            end++;
        }
        return end;
    }

    private static String text(String line, int from, int to) {
        char first = line.charAt(from);
        boolean closed = first == '"' && to - from > 1 && line.charAt(to - 1) == '"';
        return to - from == 1 && first < 128 && ALONE[first]
                ? SIGNS[first]
                : line.substring(from, closed ? to - 1 : to);
    }

    private static boolean stops(char c) {
        return c < 128 && STOPS[c];
    }

    private static boolean joined(int first, int second) {
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

package io.packetwalk.report.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a filter.
 *
 * @param not whether it must not hold
 * @param key text before the colon, empty for free text
 * @param value what it asks for, without quotes
 */
record Word(boolean not, String key, String value) {

    /**
     * Splits a filter into words: {@code !key:"a value"}.
     *
     * @throws FilterException when a quote is open or a word is empty
     */
    static List<Word> split(String filter) throws FilterException {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            if (Character.isWhitespace(filter.charAt(at))) {
                at++;
                continue;
            }
            boolean not = filter.charAt(at) == '!';
            at += not ? 1 : 0;
            int key = keyEnd(filter, at);
            String name = key < 0 ? "" : filter.substring(at, key);
            at = key < 0 ? at : key + 1;
            int end = valueEnd(filter, at);
            String value = filter.substring(at, end);
            at = end;
            if (value.startsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            if (value.isEmpty()) {
                throw new FilterException(
                        name.isEmpty() ? "'!' or '\"\"' alone asks for nothing" : name + ": needs a value");
            }
            words.add(new Word(not, name, value));
        }
        return words;
    }

    /** Where the key's colon stands, -1 when the word has no key. Keys are letters only, so IPv6 addresses and ports are no keys. */
    private static int keyEnd(String filter, int from) {
        int at = from;
        while (at < filter.length() && Character.isLetter(filter.charAt(at))) {
            at++;
        }
        return at > from && at < filter.length() && filter.charAt(at) == ':' ? at : -1;
    }

    private static int valueEnd(String filter, int from) throws FilterException {
        if (from < filter.length() && filter.charAt(from) == '"') {
            int close = filter.indexOf('"', from + 1);
            if (close < 0) {
                throw new FilterException("the quote in " + filter.substring(from) + " is never closed");
            }
            return close + 1;
        }
        int at = from;
        while (at < filter.length() && !Character.isWhitespace(filter.charAt(at))) {
            at++;
        }
        return at;
    }
}

package io.packetwalk.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the search language: {@code a b} both in one line, {@code a OR b}, {@code !a} or {@code NOT a}, {@code "a phrase"},
 * {@code begin*}. {@code OR} binds weaker than words beside each other, as in every search box.
 */
public final class QueryReader {
    private QueryReader() {}

    /**
     * The query that was typed.
     *
     * @throws QueryException when it asks for nothing, only for absence, or has an open quote
     */
    public static LineQuery read(String query) throws QueryException {
        List<LineQuery> any = new ArrayList<>();
        List<LineQuery> all = new ArrayList<>();
        boolean not = false;
        for (String word : split(query)) {
            if (word.equals("OR")) {
                any.add(and(all));
                all = new ArrayList<>();
            } else if (word.equals("NOT")) {
                not = true;
            } else if (!word.equals("AND")) {
                boolean negated = word.length() > 1 && word.startsWith("!");
                LineQuery term = term(negated ? word.substring(1) : word);
                all.add(negated != not ? new LineQuery.Not(term) : term);
                not = false;
            }
        }
        any.add(and(all));
        return any.size() == 1 ? any.getFirst() : new LineQuery.Or(any);
    }

    private static LineQuery and(List<LineQuery> all) throws QueryException {
        if (all.stream().allMatch(LineQuery.Not.class::isInstance)) {
            throw new QueryException(
                    all.isEmpty()
                            ? "nothing to search for"
                            : "a search needs at least one word that must be there, not only words that must not");
        }
        return all.size() == 1 ? all.getFirst() : new LineQuery.And(all);
    }

    private static LineQuery term(String word) throws QueryException {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.startsWith("\"")) {
            String phrase = lower.substring(1, lower.length() - 1);
            return checked(phrase, new LineQuery.Phrase(phrase));
        }
        boolean prefix = lower.length() > 1 && lower.endsWith("*");
        String text = prefix ? lower.substring(0, lower.length() - 1) : lower;
        return checked(text, new LineQuery.Word(text, prefix));
    }

    private static LineQuery checked(String text, LineQuery query) throws QueryException {
        if (Parts.smallest(text).isEmpty()) {
            throw new QueryException("'" + text + "' has no letter or digit to search for");
        }
        return query;
    }

    private static List<String> split(String query) throws QueryException {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < query.length()) {
            if (Character.isWhitespace(query.charAt(at))) {
                at++;
                continue;
            }
            int start = at;
            at += query.charAt(at) == '!' ? 1 : 0;
            if (at < query.length() && query.charAt(at) == '"') {
                int close = query.indexOf('"', at + 1);
                if (close < 0) {
                    throw new QueryException("the quote in " + query.substring(start) + " is never closed");
                }
                at = close + 1;
            } else {
                while (at < query.length() && !Character.isWhitespace(query.charAt(at))) {
                    at++;
                }
            }
            words.add(query.substring(start, at));
        }
        return words;
    }
}

package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether every statement of a rule can be read. 200,000 rules of a large cluster have some fifty shapes: the same words but for names, texts and numbers, which
 * decide what a statement means, never whether it is one. So one rule of each shape is read, and the others when somebody asks for them.
 */
final class NftShapes {

    /** Rules with long sets have shapes of their own; of many such the memory begins anew. */
    private static final int MOST = 4096;

    private final Map<String, Boolean> whole = new HashMap<>();
    private final StringBuilder shape = new StringBuilder();

    boolean whole(List<String> words) {
        String key = shape(words);
        Boolean known = whole.get(key);
        if (known == null) {
            if (whole.size() >= MOST) {
                whole.clear();
            }
            known = whole(new NftStatements(new NftTokens(new ArrayList<>(words))).read());
            whole.put(key, known);
        }
        return known;
    }

    static boolean whole(Iterable<NftStatement> statements) {
        for (NftStatement statement : statements) {
            if (statement instanceof NftStatement.Other) {
                return false;
            }
        }
        return true;
    }

    private String shape(List<String> words) {
        shape.setLength(0);
        boolean chain = false;
        for (String word : words) {
            char first = word.charAt(0);
            if (first == '"') {
                shape.append('"');
            } else if (chain && Character.isLetter(first)) {
                shape.append('~');
            } else if (first == '@' && word.length() > RAW) {
                shape.append('@');
            } else if (first >= '0' && first <= '9' || word.indexOf(':') >= 0) {
                number(word);
            } else {
                shape.append(word);
            }
            shape.append(' ');
            chain = word.equals("jump") || word.equals("goto");
        }
        return shape.toString();
    }

    /** {@code @th,16,16} starts with a base of two letters and is no name of a set. */
    private static final int RAW = 3;

    /** Numbers and addresses: what of their digits is left are the signs between. */
    private void number(String word) {
        boolean digit = false;
        for (int i = 0; i < word.length(); i++) {
            boolean next = Character.digit(word.charAt(i), 16) >= 0;
            if (!next) {
                shape.append(word.charAt(i));
            } else if (!digit) {
                shape.append('0');
            }
            digit = next;
        }
    }
}

package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftStatement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was learnt of rules by their shapes. 200,000 rules of a large cluster have some fifty shapes: the same words but for names, texts and numbers, which decide
 * what a statement means, never whether it is one. So one rule of each shape is cut into words and read, and the others when somebody asks for them.
 */
final class NftShapes {

    /** Rules with long sets have shapes of their own; of many such the memory begins anew. */
    private static final int MOST = 4096;

    /** {@code @th,16,16} starts with a base of two letters and is no name of a set. */
    private static final int RAW = 3;

    private final Map<String, Boolean> whole = new HashMap<>();
    private final StringBuilder shape = new StringBuilder();
    private int end;

    /** Whether every statement of a line can be read, when it is a rule and one of its shape was met. */
    Optional<Boolean> whole(String line) {
        return Optional.ofNullable(whole.get(shape(line)));
    }

    /** Where the words of the line asked for last end, and its comment begins. */
    int end() {
        return end;
    }

    /** A line is a rule by itself, and can be read or not. */
    void learn(String line, boolean read) {
        if (whole.size() >= MOST) {
            whole.clear();
        }
        whole.put(shape(line), read);
    }

    static boolean whole(Iterable<NftStatement> statements) {
        for (NftStatement statement : statements) {
            if (statement instanceof NftStatement.Other) {
                return false;
            }
        }
        return true;
    }

    /** The words as {@link NftTokens} cuts them, a blank behind each. */
    private String shape(String line) {
        shape.setLength(0);
        boolean chain = false;
        int from = NftTokens.start(line, 0);
        while (NftTokens.word(line, from)) {
            int to = NftTokens.end(line, from);
            char first = line.charAt(from);
            if (first == '"') {
                shape.append('"');
            } else if (chain && Character.isLetter(first)) {
                shape.append('~');
            } else if (first == '@' && to - from > RAW) {
                shape.append('@');
            } else if (first >= '0' && first <= '9' || colon(line, from, to)) {
                number(line, from, to);
            } else {
                shape.append(line, from, to);
            }
            shape.append(' ');
            chain = to - from == 4 && (line.startsWith("jump", from) || line.startsWith("goto", from));
            from = NftTokens.start(line, to);
        }
        end = from;
        return shape.toString();
    }

    private static boolean colon(String line, int from, int to) {
        int colon = line.indexOf(':', from);
        return colon >= 0 && colon < to;
    }

    /** Numbers and addresses: what of their digits is left are the signs between. */
    private void number(String line, int from, int to) {
        boolean digit = false;
        for (int i = from; i < to; i++) {
            boolean next = Character.digit(line.charAt(i), 16) >= 0;
            if (!next) {
                shape.append(line.charAt(i));
            } else if (!digit) {
                shape.append('0');
            }
            digit = next;
        }
    }
}

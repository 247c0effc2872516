package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftStatement;
import java.nio.charset.StandardCharsets;
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
    private byte[] shape = new byte[256];
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
        String shape = shape(line);
        if (!shape.isEmpty()) {
            whole.put(shape, read);
        }
    }

    static boolean whole(Iterable<NftStatement> statements) {
        for (NftStatement statement : statements) {
            if (statement instanceof NftStatement.Other) {
                return false;
            }
        }
        return true;
    }

    /** The words as {@link NftTokens} cuts them, a blank behind each; empty for a line that has more than ASCII. One plain loop over bytes, quick before it was compiled. */
    private String shape(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        if (text.length != line.length()) {
            return "";
        }
        // Of a word of one sign without a blank behind it two bytes are left.
        byte[] out = shape.length < 2 * text.length ? new byte[2 * text.length] : shape;
        shape = out;
        int length = 0;
        boolean chain = false;
        int from = behindBlanks(text, 0);
        while (from < text.length && text[from] != '#') {
            int to = NftTokens.end(text, from);
            byte first = text[from];
            if (first == '"') {
                out[length++] = '"';
            } else if (chain && letter(first)) {
                out[length++] = '~';
            } else if (first == '@' && to - from > RAW) {
                out[length++] = '@';
            } else {
                length = word(text, from, to, length);
            }
            out[length++] = ' ';
            chain = to - from == 4 && (line.startsWith("jump", from) || line.startsWith("goto", from));
            from = behindBlanks(text, to);
        }
        end = from;
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static int behindBlanks(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean letter(byte sign) {
        return sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z';
    }

    /** Numbers and addresses: what of their digits is left are the signs between. */
    private int word(byte[] text, int from, int to, int length) {
        boolean number = text[from] >= '0' && text[from] <= '9';
        for (int at = from; at < to && !number; at++) {
            number = text[at] == ':';
        }
        int next = length;
        boolean digit = false;
        for (int at = from; at < to; at++) {
            byte sign = text[at];
            boolean another =
                    number && (sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'f' || sign >= 'A' && sign <= 'F');
            if (!another) {
                shape[next++] = sign;
            } else if (!digit) {
                shape[next++] = '0';
            }
            digit = another;
        }
        return next;
    }
}

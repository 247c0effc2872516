package io.packetwalk.parse.netfilter;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What was learnt of rules by their shapes. Half a million rules of a large cluster have some fifty shapes: the same options with other values. Whether a rule is
 * {@link RuleWords#whole whole} depends on its options, not on their values, so one rule of each shape is asked.
 */
final class RuleShapes {

    /** Comments without quotes that start with {@code -} make shapes of their own; of many such the memory begins anew. */
    private static final int MOST = 4096;

    /** No shape: the rule has tabs, escapes, or a quote that stays open, and is read itself. */
    private static final int NONE = -1;

    private final Map<String, Boolean> known = new HashMap<>();
    private byte[] shape = new byte[256];

    /** Whether the rule that starts here can be read to its end. */
    boolean whole(String saved, int start) {
        int length = saved.indexOf('\t') < 0 ? shape(saved.getBytes(StandardCharsets.UTF_8), start) : NONE;
        if (length == NONE) {
            return new RuleWords(saved, start).whole();
        }
        String key = new String(shape, 0, length, StandardCharsets.ISO_8859_1);
        Boolean whole = known.get(key);
        if (whole == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            whole = new RuleWords(saved, start).whole();
            known.put(key, whole);
        }
        return whole;
    }

    /**
     * The words: options and {@code !} as they are, values and quoted texts as one sign each. One plain loop over bytes, for it has to be quick before it was compiled.
     *
     * @return its length, or {@link #NONE}
     */
    private int shape(byte[] text, int start) {
        // Of a word of one letter without a blank behind it two bytes are left.
        byte[] out = shape.length < 2 * text.length ? new byte[2 * text.length] : shape;
        shape = out;
        int length = 0;
        int at = start;
        while (at < text.length) {
            byte first = text[at];
            if (first == '"') {
                for (at++; at < text.length && text[at] != '"'; at++) {
                    if (text[at] == '\\') {
                        return NONE;
                    }
                }
                if (at == text.length) {
                    return NONE;
                }
                at++;
                out[length++] = '"';
            } else if (first == '-' || first == '!') {
                for (; at < text.length && text[at] != ' '; at++) {
                    out[length++] = text[at];
                }
            } else if (first != ' ') {
                while (at < text.length && text[at] != ' ') {
                    at++;
                }
                out[length++] = '.';
            } else {
                at++;
                continue;
            }
            out[length++] = ' ';
        }
        return length;
    }
}

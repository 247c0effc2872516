package io.packetwalk.report;

import java.util.Locale;

/**
 * Captured text made safe to show: control characters, escape sequences and characters that reorder or hide text become visible
 * escapes ({@code \x1b}, {@code \u202e}). A log line must not be able to move the cursor of its reader, recolour the answer or make a
 * name look like another one (Trojan Source, CVE-2021-42574).
 */
public final class Neutral {
    private Neutral() {}

    /** {@code text} with every dangerous character replaced; the same object when there is none. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (dangerous(text, i)) {
                return escape(text, i);
            }
        }
        return text;
    }

    private static String escape(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!dangerous(text, i)) {
                out.append(c);
            } else if (c == '\t') {
                out.append("    ");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c < 0x100) {
                out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean dangerous(String text, int at) {
        char c = text.charAt(at);
        if (Character.isSurrogate(c)) {
            return !paired(text, at);
        }
        return switch (Character.getType(c)) {
            // Cc, Cf (bidi controls, zero-width characters, BOM), Zl, Zp, private use and unassigned.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Half a pair alone is no character; tag characters (U+E0000 and up) are invisible text. */
    private static boolean paired(String text, int at) {
        int start = Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
        if (start < 0 || start + 1 >= text.length()) {
            return false;
        }
        return Character.isSurrogatePair(text.charAt(start), text.charAt(start + 1))
                && Character.getType(text.codePointAt(start)) != Character.FORMAT;
    }
}

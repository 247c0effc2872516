package io.packetwalk.report.text;

import java.util.Locale;

/**
 * How text may look.
 *
 * @param colour whether SGR colours may be used
 * @param ascii whether only ASCII may be used
 * @param width columns to wrap at, 0 to leave lines whole (a pipe: one statement is one line)
 */
public record Tone(boolean colour, boolean ascii, int width) {

    /** For files, pipes and tests. */
    public static final Tone PLAIN = new Tone(false, false, 0);

    /** Colours of the eight every terminal has; bright enough on dark, dark enough on light. */
    enum Ink {
        BOLD("1"),
        DIM("2"),
        RED("1;31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    String paint(Ink ink, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
    }

    /** Our own signs in ASCII; whatever else is not ASCII becomes an escape. */
    public String finish(String text) {
        if (!ascii) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(c < 0x80 ? Character.toString(c) : substitute(c)));
        return out.toString();
    }

    private static String substitute(int c) {
        return switch (c) {
            case '·' -> "|";
            case '→' -> "->";
            case '←' -> "<-";
            case '⇒' -> "=>";
            case '◀' -> "<<";
            case '–', '—' -> "-";
            case '…' -> "...";
            case '±' -> "+/-";
            case '×' -> "x";
            default -> c > 0xffff ? String.format(Locale.ROOT, "\\U%08x", c) : String.format(Locale.ROOT, "\\u%04x", c);
        };
    }
}

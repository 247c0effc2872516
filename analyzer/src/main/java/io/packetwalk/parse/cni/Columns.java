package io.packetwalk.parse.cni;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Rows of the tables that Cilium prints: cells are at least three blanks apart, and inside a cell blanks are single (Go's {@code text/tabwriter} as cilium-dbg/cmd/helpers.go
 * sets it up). A row that begins with blanks continues the one above.
 */
final class Columns {

    private static final Pattern GAP = Pattern.compile("\\s{2,}");

    private Columns() {}

    /** The cells of a row; the first is empty when the row continues the one above. */
    static List<String> of(String text) {
        return List.of(GAP.split(text.stripTrailing(), -1));
    }

    /** True for a row without a first cell. */
    static boolean continues(String text) {
        return !text.isEmpty() && Character.isWhitespace(text.charAt(0));
    }
}

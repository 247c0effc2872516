package io.packetwalk.evidence;

/** How far two words are apart, and which are so near that one may be meant for the other. Redaction keeps what this says. */
public final class Spelling {
    /** More slips than this make another word. */
    public static final int SLIPS = 2;

    private Spelling() {}

    /** Levenshtein distance. */
    public static int edits(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[other.length()];
    }

    /** True for two different words of which one looks like the other misspelt: one slip for each three letters, {@value #SLIPS} at most. */
    public static boolean alike(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        int slips = slips(longer);
        if (slips == 0 || Math.abs(one.length() - other.length()) > slips) {
            return false;
        }
        int edits = edits(one, other);
        return edits > 0 && edits <= slips;
    }

    /** Slips that a word of {@code length} letters may have. */
    public static int slips(int length) {
        return Math.min(SLIPS, length / 3);
    }
}

package io.packetwalk.evidence;

/**
 * A statement about <em>our reading</em> (bad line, gap, skew, unplaced file), never about the cluster.
 *
 * @param code stable kebab-case code, for example {@code artifact-truncated}
 * @param severity how much it limits the answers
 * @param source where it happened
 * @param text which artifact, what was expected, what happens now
 */
public record Note(String code, Severity severity, Source source, String text) {
    /** How much a note limits the answers. */
    public enum Severity {
        HINT,
        WARN,
        ERROR
    }

    public static Note warn(String code, Source source, String text) {
        return new Note(code, Severity.WARN, source, text);
    }

    public static Note hint(String code, Source source, String text) {
        return new Note(code, Severity.HINT, source, text);
    }
}

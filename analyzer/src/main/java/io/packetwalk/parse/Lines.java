package io.packetwalk.parse;

import io.packetwalk.evidence.Source;
import java.io.IOException;

/**
 * The lines of an artifact, streamed. Line ends (LF, CRLF), ANSI sequences and NULs are removed; text is UTF-8 with replacement.
 */
public interface Lines {

    /** Path of the artifact. */
    String artifact();

    /**
     * Moves to the next line; false at the end.
     *
     * @throws IOException when the archive itself cannot be read any further
     */
    boolean next() throws IOException;

    /** Text of the current line. */
    String text();

    /** What holds the bytes of the current line as they stand in the artifact, from {@link #from} to {@link #to}, without its end: valid until the next one. */
    byte[] bytes();

    /** Where the current line begins in {@link #bytes}. */
    int from();

    /** Where the current line ends in {@link #bytes}. */
    int to();

    /** 1-based number of the current line in the artifact. */
    long number();

    /** Source of the current line. */
    default Source source() {
        return Source.line(artifact(), number());
    }

    /** Indentation of the current line in blanks (a tab counts as one). */
    default int indent() {
        String text = text();
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}

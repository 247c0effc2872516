package io.packetwalk.parse;

import io.packetwalk.evidence.Presence;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads a text format line by line. {@link #readAll} is the one loop: it ignores blank lines, and looks at lines that are not of the
 * format for the words of a command that failed, because collectors often save stderr with the data.
 */
public interface LineReader {

    /**
     * Accounts for the current, non-blank line.
     *
     * @return false when it is not of the format (then nothing was reported for it)
     */
    boolean line(Lines lines, String text, FactSink sink);

    /**
     * Accounts for the current line when it is known already by its bytes, before its text is made.
     *
     * @return false when it is not (then nothing was reported for it)
     */
    default boolean known(Lines lines, FactSink sink) {
        return false;
    }

    /** The artifact ended. */
    default void end(FactSink sink) {}

    /** Reads all lines of {@code content}. */
    static void readAll(Content content, FactSink sink, LineReader reader) throws IOException {
        readPart(content.lines(), false, sink, reader);
        reader.end(sink);
    }

    /** Reads from the current line to the end. */
    static void readFrom(Lines lines, FactSink sink, LineReader reader) throws IOException {
        boolean any = read(lines, false, sink, reader);
        readPart(lines, any, sink, reader);
        reader.end(sink);
    }

    /**
     * Reads the lines after the current one without telling the reader that the artifact ended.
     *
     * @param begun whether lines of the format went before
     */
    static void readPart(Lines lines, boolean begun, FactSink sink, LineReader reader) throws IOException {
        boolean any = begun;
        while (lines.next()) {
            any = read(lines, any, sink, reader);
        }
    }

    /** Reads the current line; whether it, or one before, is of the format. */
    private static boolean read(Lines lines, boolean any, FactSink sink, LineReader reader) {
        if (reader.known(lines, sink)) {
            return true;
        }
        String text = lines.text();
        if (text.isBlank()) {
            sink.ignored(1);
            return any;
        }
        if (reader.line(lines, text, sink)) {
            return true;
        }
        stray(lines, text, any, sink);
        return any;
    }

    private static void stray(Lines lines, String text, boolean any, FactSink sink) {
        sink.unrecognised(lines.source(), text);
        Optional<Presence> error = ErrorText.of(text);
        if (error.isPresent()) {
            sink.presence(
                    any ? new Presence.Truncated("line " + lines.number() + " says: " + text.strip()) : error.get());
        }
    }
}

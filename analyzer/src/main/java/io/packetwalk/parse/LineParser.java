package io.packetwalk.parse;

import java.io.IOException;

/** A parser of lines that stand for themselves, so that a long artifact can be read in several parts at the same time. */
public interface LineParser<P extends LineParser.Part<P>> extends Parser {

    /** Reads one part, and holds what is told at the end only. */
    interface Part<P> extends LineReader {

        /** Takes over what the reader of the next part holds. */
        void append(P next);
    }

    /** A reader for a part of an artifact. */
    P part(String artifact);

    /** Whether a part may end with this line: not when the next one continues it. */
    default boolean endsPart(String line) {
        return true;
    }

    @Override
    default void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, part(content.artifact()));
    }
}

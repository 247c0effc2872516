package io.packetwalk.parse;

import java.io.IOException;

/** Reads one format. Stateless; {@link #parse} keeps its state in local variables. */
public interface Parser {

    /** The format it reads. */
    Format format();

    /** How sure it is that an artifact is of its format. Must be cheap and must not throw. */
    Score claims(Head head);

    /**
     * Reads everything. Never throws on content; every line (or packet) is reported to {@code sink} in exactly one state.
     *
     * @throws IOException when the archive itself cannot be read any further
     */
    void parse(Content content, FactSink sink) throws IOException;
}

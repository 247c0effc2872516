package io.packetwalk.index;

/** What was typed is no query; the message says why. */
public final class QueryException extends Exception {
    QueryException(String message) {
        super(message);
    }
}

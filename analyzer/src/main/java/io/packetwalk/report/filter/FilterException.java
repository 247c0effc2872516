package io.packetwalk.report.filter;

/** What was typed is no filter; the message says why and what would be. */
public final class FilterException extends Exception {
    FilterException(String message) {
        super(message);
    }
}

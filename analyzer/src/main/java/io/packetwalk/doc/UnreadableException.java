package io.packetwalk.doc;

/** A document that is not well-formed or beyond a limit. Never leaves this package: it becomes a {@link Piece.Unreadable}. */
final class UnreadableException extends Exception {
    UnreadableException(String why) {
        super(why);
    }
}

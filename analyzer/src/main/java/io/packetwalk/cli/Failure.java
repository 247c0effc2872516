package io.packetwalk.cli;

/** The verb cannot run. The message is for the person at the keyboard: what is wrong, and what would be right. */
public final class Failure extends RuntimeException {
    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.packetwalk.cli;

/** Exit codes, the same for every verb. */
public final class Exit {
    /** Ran; the answer is good: delivered, match found, bundle sound, nothing at {@code --fail-on}. */
    public static final int GOOD = 0;

    /** Ran; the answer is bad: dropped, no match, damaged, findings at or above {@code --fail-on}. */
    public static final int BAD = 1;

    /** Could not run: usage, unreadable input, a limit passed, our bug. */
    public static final int FAILED = 2;

    /** Ran; cannot tell, because evidence is missing. */
    public static final int UNTOLD = 3;

    private Exit() {}
}

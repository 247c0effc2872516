package io.packetwalk.bundle;

import java.io.IOException;

/** A bundle wants more than {@link Limits} grants. Nothing was concluded; the message names the flag that lifts the limit. */
public final class LimitExceeded extends IOException {

    private final String flag;
    private final String artifact;

    LimitExceeded(String what, String limit, String artifact, String flag) {
        super(what + " in " + artifact + " (limit " + limit + "; lift it with " + flag + ")");
        this.flag = flag;
        this.artifact = artifact;
    }

    /** The flag that lifts the limit, for example {@code --max-entries}. */
    public String flag() {
        return flag;
    }

    /** False for time and for the bytes of everything, which the other inputs would not get either. */
    boolean ofOneInput() {
        return !flag.equals(Limits.TIME_FLAG) && !flag.equals(Limits.TOTAL_FLAG);
    }

    /** The artifact or input that was being read. */
    public String artifact() {
        return artifact;
    }
}

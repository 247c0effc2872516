package io.packetwalk.cli.verb;

/** From which confidence on findings make the exit code bad. */
enum FailOn {
    proven,
    likely,
    possible;

    /** True when a confidence word of the report is at least this sure. */
    boolean reached(String confidence) {
        return switch (this) {
            case proven -> confidence.equals("PROVEN");
            case likely -> !confidence.equals("POSSIBLE");
            case possible -> true;
        };
    }
}

package io.packetwalk.cli;

import java.io.IOException;

/** What one verb may be told, and what it then does. */
public interface Command {
    Usage usage();

    /** Runs, after its command line was parsed; gives the exit code. */
    int call() throws IOException;
}

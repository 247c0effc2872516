package io.packetwalk.cli;

/** One line on the terminal that says what is being done, gone when it is done. Nobody's terminal, no line. */
public final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";

    private final Shell shell;
    private final boolean shown;

    public Progress(Shell shell, View view) {
        this.shell = shell;
        this.shown = shell.errTerminal()
                && !view.quiet()
                && !shell.environment().getOrDefault("TERM", "").equals("dumb");
    }

    /** What is being done now. */
    public void phase(String what) {
        if (shown) {
            shell.err().print(CLEAR + what + " …");
            shell.err().flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            shell.err().print(CLEAR);
            shell.err().flush();
        }
    }
}

package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * Runs the usual verbs once, so that the JVM can store the classes and profiles they need for faster starts
 * ({@code scripts/packetwalk} calls it after each build). What they print goes nowhere.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** The argument, if any, is a bundle to analyze. */
    public static void main(String[] args) {
        run("--version");
        run("--help");
        run("help", "analyze");
        run("explain", "PW-034");
        if (args.length > 0 && !args[0].isEmpty()) {
            run("analyze", args[0], "--exit-zero", "-o", "json");
            run("flows", args[0], "-o", "json");
        }
    }

    private static void run(String... args) {
        var nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
        Main.commandLine().setOut(nowhere).setErr(nowhere).execute(args);
    }
}

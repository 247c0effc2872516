package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs the usual verbs once, so that the JVM can store the classes and profiles they need for faster starts
 * ({@code scripts/packetwalk} calls it after each build). What they print goes nowhere.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** The arguments, if any, are a bundle to analyze, and {@code captures} when only flows of bare captures are wanted. */
    public static void main(String[] args) throws IOException {
        Shell.ofProcess();
        if (args.length > 1 && args[1].equals("captures")) {
            flows(Path.of(args[0]));
            return;
        }
        run("--version");
        run("--help");
        run("help", "analyze");
        run("analyze", "--help");
        run("explain", "PW-034");
        run("explain", "hairpin");
        if (args.length > 0 && !args[0].isEmpty()) {
            run("analyze", args[0], "--exit-zero", "-o", "json", "-o", "html=/dev/null", "-o", "wide=/dev/null");
            run("flows", args[0], "-o", "jsonl");
            flows(Path.of(args[0]));
            run("search", args[0], "10.0.0.1 OR service", "-C", "1");
            run("trace", args[0], "--from", "10.0.0.1", "--to", "10.0.0.2:80");
            run("verify", args[0]);
        }
    }

    private static void flows(Path bundle) throws IOException {
        Path capture = RehearsedCapture.of(bundle);
        run("flows", capture.toString());
        run("flows", capture.toString(), "--count", "by:state");
        Files.delete(capture);
    }

    private static void run(String... args) {
        var nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
        Main.run(new Shell(nowhere, nowhere, InputStream.nullInputStream(), Map.of(), Path.of(""), false, false), args);
    }
}

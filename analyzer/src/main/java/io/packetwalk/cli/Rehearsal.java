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

    /** The arguments are which of its parts to rehearse, a bundle and a bare rule set. */
    public static void main(String[] args) throws IOException {
        Shell.ofProcess();
        String bundle = args[1];
        String rules = args[2];
        switch (args[0]) {
            case "words" -> words();
            case "rules" -> rules(rules);
            case "captures" -> flows(Path.of(bundle));
            default -> {
                words();
                run("analyze", bundle, "--exit-zero", "-o", "json", "-o", "html=/dev/null", "-o", "wide=/dev/null");
                run("flows", bundle, "-o", "jsonl");
                flows(Path.of(bundle));
                run("search", bundle, "10.0.0.1 OR service", "-C", "1");
                run("trace", bundle, "--from", "10.0.0.1", "--to", "10.0.0.2:80");
                rules(rules);
                run("verify", bundle);
            }
        }
    }

    private static void words() {
        run("--version");
        run("--help");
        run("help", "filters");
        for (String verb : Verb.words()) {
            run("help", verb);
            run(verb, "--help");
        }
        run("explain", "PW-034");
        run("explain", "hairpin");
    }

    private static void rules(String dump) {
        run("trace", "--rules", dump, "--from", "10.0.0.5", "--to", "10.96.0.10:53/udp");
        run("trace", "--rules", dump, "--from", "10.0.0.5", "--to", "10.96.0.1:443", "--why-not", "-o", "json");
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

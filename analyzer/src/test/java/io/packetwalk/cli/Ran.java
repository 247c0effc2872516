package io.packetwalk.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one command line did, run in this process.
 *
 * @param exit exit code
 * @param out standard output
 * @param err standard error
 */
record Ran(int exit, String out, String err) {

    /** Where the samples are. */
    static final Path BUNDLES =
            Path.of("..", "samples", "bundles").toAbsolutePath().normalize();

    /** Path of a sample bundle, without its ending. */
    static String bundle(String name) {
        return BUNDLES.resolve(name + ".tar.gz").toString();
    }

    /** Runs in a folder, piped, with nothing in the environment. */
    static Ran in(Path here, String... args) {
        return in(here, Map.of(), args);
    }

    static Ran in(Path here, Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                new PrintWriter(out),
                new PrintWriter(err),
                InputStream.nullInputStream(),
                environment,
                here,
                false,
                false);
        int exit = Main.run(shell, args);
        return new Ran(exit, out.toString(), err.toString());
    }
}

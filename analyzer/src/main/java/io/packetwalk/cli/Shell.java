package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds the program: streams, environment, folder. Everything impure comes in through here, so tests run verbs in-process.
 *
 * @param out the answer
 * @param err progress, notes, hints
 * @param in standard input
 * @param environment environment variables
 * @param here the current folder
 * @param outTerminal whether a person watches {@code out}
 * @param errTerminal whether a person watches {@code err}
 */
public record Shell(
        PrintWriter out,
        PrintWriter err,
        InputStream in,
        Map<String, String> environment,
        Path here,
        boolean outTerminal,
        boolean errTerminal) {

    /** The shell this process was started from. */
    static Shell ofProcess() {
        return new Shell(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.in,
                System.getenv(),
                Path.of(""),
                terminal(1),
                terminal(2));
    }

    /** A path as typed, seen from the current folder. */
    public Path path(String typed) {
        return here.resolve(typed);
    }

    /** Columns of the terminal; 0 when lines must stay whole because a program reads them. */
    int width() {
        if (!outTerminal) {
            return 0;
        }
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 120;
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new java.io.BufferedWriter(
                new java.io.OutputStreamWriter(new FileOutputStream(descriptor), UTF_8), 1 << 15));
    }

    /** The JDK tells of all streams at once or of none; Linux tells of each. Elsewhere it is taken for a pipe: {@code --color always}. */
    private static boolean terminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}

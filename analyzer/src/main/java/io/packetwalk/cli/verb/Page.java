package io.packetwalk.cli.verb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Shell;
import io.packetwalk.report.html.HtmlReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The HTML report beside the reader: the only file that is written without being named, so never over a file that is not ours. */
final class Page {
    private static final int BEGINNING = 4096;

    private final Shell shell;

    Page(Shell shell) {
        this.shell = shell;
    }

    /** Writes {@code <bundle>.html} into the current folder; empty, with a word why on standard error, when that must not or cannot be. */
    Optional<String> write(String html, List<String> bundles) {
        String name = name(bundles.getFirst());
        Path file = shell.path(name);
        try {
            if (Files.exists(file) && !ours(file)) {
                shell.err()
                        .println(name
                                + " was not written by packetwalk and stays as it is; -o html=FILE writes elsewhere");
                return Optional.empty();
            }
            Files.writeString(file, html);
            return Optional.of(name);
        } catch (IOException e) {
            shell.err().println("cannot write " + name + " here; -o html=FILE writes elsewhere");
            return Optional.empty();
        }
    }

    private static String name(String bundle) {
        Path last = bundle.equals("-")
                ? null
                : Path.of(bundle).toAbsolutePath().normalize().getFileName();
        return Inputs.stem(last == null ? "stdin" : last.toString()) + ".html";
    }

    private static boolean ours(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return HtmlReport.isOurs(new String(in.readNBytes(BEGINNING), UTF_8));
        }
    }
}

package io.packetwalk.cli.verb;

import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Shell;
import io.packetwalk.collector.CollectorScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the shell collector, or prints it for another machine. */
@Command(
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk collect --script | ssh worker-1 sudo sh -s node --pods -o - > worker-1.tar.gz",
            "  packetwalk collect cluster -A -o cluster.tar.gz",
            "  packetwalk collect --redact cluster -A -o shared.tar.gz"
        },
        synopsisHeading = "%nUsage: ",
        customSynopsis = "packetwalk collect [--script] [VERB AND OPTIONS OF THE COLLECTOR]...%n",
        descriptionHeading = "%n",
        description = {
            "Runs the collector, a POSIX shell script, with sh on this machine: node, pod or cluster.",
            "It changes nothing. Its own help: packetwalk collect -- --help"
        },
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Collect implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--script", description = "Print the collector with its catalogue inside; run nothing.")
    private boolean script;

    @Option(
            names = "--redact",
            description =
                    "Write the archive of -o FILE under pseudonyms (as redact does), and the map that leads back to FILE.map.json.")
    private boolean redact;

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "Passed to the collector as they are.")
    private List<String> arguments = List.of();

    public Collect(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (script) {
            shell.out().print(CollectorScript.selfContained());
            return Exit.GOOD;
        }
        if (arguments.isEmpty()) {
            throw new Failure(
                    "say what to collect: node, pod or cluster; the collector's help: packetwalk collect -- --help");
        }
        Path file = Files.createTempFile("packetwalk-collect", ".sh");
        try {
            Files.writeString(file, CollectorScript.selfContained());
            return redact ? redacted(file) : run(file, arguments);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What was collected never lies around under its real names, except in a temporary file of our own. */
    private int redacted(Path file) throws IOException {
        int at = Math.max(arguments.indexOf("-o"), arguments.indexOf("--output"));
        if (at < 0 || at + 1 >= arguments.size() || arguments.get(at + 1).equals("-")) {
            throw new Failure("--redact wants -o FILE, a .tar.gz");
        }
        String target = arguments.get(at + 1);
        Path plain = Files.createTempFile("packetwalk-collected", ".tar.gz");
        try {
            List<String> words = new ArrayList<>(arguments);
            words.set(at + 1, plain.toString());
            int exit = run(file, words);
            if (exit != Exit.GOOD) {
                return exit;
            }
            return new CommandLine(new Redact(shell))
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(plain.toString(), "-o", target, "--map", target + ".map.json");
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    private static int run(Path file, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", file.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }
}

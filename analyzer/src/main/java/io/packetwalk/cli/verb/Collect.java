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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the shell collector, or prints it for another machine. */
@Command(
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk collect --script | ssh worker-1 sudo sh -s node --pods -o - > worker-1.tar.gz",
            "  packetwalk collect cluster -A -o cluster.tar.gz"
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
            return run(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private int run(Path file) throws IOException {
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

package io.packetwalk.cli.verb;

import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Shell;
import io.packetwalk.collector.CollectorScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the shell collector, or prints it for another machine. */
@Command(
        addMethodSubcommands = false,
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
            "It changes nothing. Its own help: packetwalk collect -- --help",
            "Where tcpdump is missing, --captures captures through Java and libpcap: packetwalk collect capture -i any -w FILE"
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
        if (arguments.getFirst().equals("capture")) {
            Capture capture = new Capture(shell);
            new CommandLine(capture)
                    .setCommandName("packetwalk collect capture")
                    .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
            return capture.call();
        }
        Path folder = Files.createTempDirectory("packetwalk-collect");
        Path file = folder.resolve("packetwalk-collect");
        Path self = folder.resolve("packetwalk");
        try {
            Files.writeString(file, CollectorScript.selfContained());
            Files.writeString(self, launcher());
            Files.setPosixFilePermissions(self, PosixFilePermissions.fromString("rwx------"));
            return redact ? redacted(file) : run(file, arguments);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(self);
            Files.deleteIfExists(folder);
        }
    }

    /** How the collector reaches this program, to capture where there is no tcpdump. */
    private static String launcher() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> words = List.of(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        return "#!/bin/sh\nexec"
                + words.stream()
                        .map(word -> " '" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining())
                + " \"$@\"\n";
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
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Last, so that whatever is installed here comes first.
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            builder.environment().merge("PATH", folder.toString(), (path, own) -> path + ":" + own);
        }
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }
}

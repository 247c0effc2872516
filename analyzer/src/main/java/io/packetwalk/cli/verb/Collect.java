package io.packetwalk.cli.verb;

import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.collector.CollectorScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the shell collector, or prints it for another machine. */
public final class Collect implements Command {
    private final Shell shell;
    private final Usage usage =
            Usage.of("""
            packetwalk collect --script | ssh worker-1 sudo sh -s node --pods -o - > worker-1.tar.gz
            packetwalk collect cluster -A -o cluster.tar.gz
            packetwalk collect --redact cluster -A -o shared.tar.gz
            """, """
            Runs the collector, a POSIX shell script, with sh on this machine: node, pod or cluster.
            It changes nothing. Its own help: packetwalk collect -- --help
            Where tcpdump is missing, --captures captures through Java and libpcap: packetwalk collect capture -i any -w FILE
            """).synopsis("packetwalk collect [--script] [VERB AND OPTIONS OF THE COLLECTOR]...");
    private final Given<Boolean> script =
            usage.flag("--script", "Print the collector with its catalogue inside; run nothing.");
    private final Given<Boolean> redact = usage.flag(
            "--redact",
            "Write the archive of -o FILE under pseudonyms (as redact does), and the map that leads back to FILE.map.json.");
    private final Given<List<String>> arguments =
            usage.words("ARGUMENT", "0..*", "Passed to the collector as they are.");

    public Collect(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        if (script.get()) {
            shell.out().print(CollectorScript.selfContained());
            return Exit.GOOD;
        }
        if (arguments.get().isEmpty()) {
            throw new Failure(
                    "say what to collect: node, pod or cluster; the collector's help: packetwalk collect -- --help");
        }
        if (arguments.get().getFirst().equals("capture")) {
            Capture capture = new Capture(shell);
            List<String> words = arguments.get().subList(1, arguments.get().size());
            capture.usage().line("packetwalk collect capture").parseArgs(words.toArray(String[]::new));
            return capture.call();
        }
        Path folder = Files.createTempDirectory("packetwalk-collect");
        Path file = folder.resolve("packetwalk-collect");
        Path self = folder.resolve("packetwalk");
        try {
            Files.writeString(file, CollectorScript.selfContained());
            Files.writeString(self, launcher());
            Files.setPosixFilePermissions(self, PosixFilePermissions.fromString("rwx------"));
            return redact.get() ? redacted(file) : run(file, arguments.get());
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
        List<String> words = new ArrayList<>(arguments.get());
        int at = Math.max(words.indexOf("-o"), words.indexOf("--output"));
        if (at < 0 || at + 1 >= words.size() || words.get(at + 1).equals("-")) {
            throw new Failure("--redact wants -o FILE, a .tar.gz");
        }
        String target = words.get(at + 1);
        Path plain = Files.createTempFile("packetwalk-collected", ".tar.gz");
        try {
            words.set(at + 1, plain.toString());
            int exit = run(file, words);
            if (exit != Exit.GOOD) {
                return exit;
            }
            return Main.run(shell, "redact", plain.toString(), "-o", target, "--map", target + ".map.json");
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

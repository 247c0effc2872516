package io.packetwalk.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: reads the command line, runs one verb, ends with its exit code. */
@Command(
        name = "packetwalk",
        mixinStandardHelpOptions = true,
        version = "packetwalk 0.1.0",
        description = "Offline forensic analyzer for captured Kubernetes cluster and node artifacts.")
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}

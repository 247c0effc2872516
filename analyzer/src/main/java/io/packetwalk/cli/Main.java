package io.packetwalk.cli;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program's entry: finds the verb, lets it run, ends with its exit code. Only the verb that was asked for is built, so that
 * {@code --help} costs little more than the start of the JVM.
 */
public final class Main {
    /** Version of the program, as the parent pom has it. */
    public static final String VERSION = "0.1.0";

    private Main() {}

    public static void main(String[] args) {
        // Who needs no class beyond those of the rehearsal never opens the jar, whose list of ten thousand files takes
        // a tenth
        // of a small answer's time: picocli would look for Groovy in it.
        System.setProperty("picocli.disable.closures", "true");
        if (System.getProperty(SoftHeap.PROPERTY) != null) {
            SoftHeap.watch();
        }
        int exit = run(Shell.ofProcess(), args);
        // Everything is flushed. Exiting would first wake the logging of java.lang.Runtime, a tenth of a small answer's
        // time.
        Runtime.getRuntime().halt(exit);
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Shell shell, String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean stacktrace = words.remove("--stacktrace");
        int exit = dispatch(shell, words, stacktrace);
        shell.out().flush();
        shell.err().flush();
        return exit;
    }

    private static int dispatch(Shell shell, List<String> words, boolean stacktrace) {
        if (words.isEmpty()) {
            shell.err().print(Verb.overview());
            return Exit.FAILED;
        }
        String first = words.removeFirst();
        return switch (first) {
            case "-V", "--version" -> {
                shell.out().println("packetwalk " + VERSION);
                yield Exit.GOOD;
            }
            case "-h", "--help" -> {
                shell.out().print(Verb.overview());
                yield Exit.GOOD;
            }
            default -> {
                Optional<Verb> verb = Verb.of(first);
                if (verb.isEmpty()) {
                    String kind = first.startsWith("-") ? "option" : "verb";
                    yield failed(
                            shell,
                            "",
                            "there is no " + kind + " " + first + Nearest.hint(first, Verb.words())
                                    + "\nAll verbs: packetwalk --help");
                }
                yield run(shell, verb.get(), words, stacktrace);
            }
        };
    }

    private static int run(Shell shell, Verb verb, List<String> words, boolean stacktrace) {
        Command command = verb.command(shell);
        CommandLine line = line(verb, command);
        try {
            line.parseArgs(words.toArray(String[]::new));
            if (line.isUsageHelpRequested()) {
                line.usage(shell.out(), line.getColorScheme());
                return Exit.GOOD;
            }
            return command.call();
        } catch (ParameterException e) {
            return failed(
                    shell,
                    verb.word(),
                    e.getMessage() + suggestion(line, e) + "\nUsage and examples: packetwalk " + verb.word()
                            + " --help");
        } catch (Failure e) {
            return failed(shell, verb.word(), Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (UncheckedIOException e) {
            return failed(shell, verb.word(), reason(Objects.requireNonNullElse(e.getCause(), new IOException(e))));
        } catch (IOException e) {
            return failed(shell, verb.word(), reason(e));
        } catch (OutOfMemoryError e) {
            return failed(shell, verb.word(), "not enough memory for this bundle; try PACKETWALK_JAVA_OPTS=-Xmx8g");
        } catch (Exception | StackOverflowError e) {
            if (stacktrace) {
                e.printStackTrace(shell.err());
            }
            return failed(
                    shell,
                    verb.word(),
                    "this is a bug in packetwalk " + VERSION + ", not in your cluster: " + e
                            + (stacktrace ? "" : "\nPlease report it with what --stacktrace adds."));
        }
    }

    /** The command line of one verb, with its help as all verbs have it. */
    static CommandLine line(Verb verb, Command command) {
        CommandLine line = command.usage().line("packetwalk " + verb.word());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .type(boolean.class)
                        .arity("0")
                        .description("Show this help.")
                        .build());
        if (verb == Verb.COLLECT) {
            line.setUnmatchedOptionsArePositionalParams(true);
        }
        return line;
    }

    private static String suggestion(CommandLine line, ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream()
                        .findFirst()
                        .map(word -> Nearest.hint(
                                word, line.getCommandSpec().optionsMap().keySet()))
                        .orElse("")
                : "";
    }

    /** Why an input or output failed, in words. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no file or folder " + missing.getFile();
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    private static int failed(Shell shell, String verb, String message) {
        shell.out().flush();
        for (String line : message.lines().toList()) {
            shell.err().println("packetwalk" + (verb.isEmpty() ? "" : " " + verb) + ": " + Neutral.of(line));
        }
        return Exit.FAILED;
    }
}

package io.packetwalk.cli.verb;

import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Verb;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Help on a verb or a topic. */
@Command(
        addMethodSubcommands = false,
        headerHeading = "Examples:%n",
        header = {"  packetwalk help trace", "  packetwalk help exit-codes"},
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Help implements Callable<Integer> {
    /** What there is a page on, beside the verbs. */
    public static final List<String> TOPICS = List.of("exit-codes", "filters", "formats", "privacy", "environment");

    private final Shell shell;

    @Parameters(paramLabel = "VERB|TOPIC", arity = "0..1", description = "A verb, or a topic.")
    private String subject = "";

    public Help(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (subject.isEmpty()) {
            return Main.run(shell, "--help");
        }
        Optional<Verb> verb = Verb.of(subject);
        if (verb.isPresent()) {
            shell.out().print(verb.get().usage(shell));
            return Exit.GOOD;
        }
        if (!TOPICS.contains(subject)) {
            List<String> known = new ArrayList<>(TOPICS);
            Arrays.stream(Verb.values()).map(Verb::word).forEach(known::add);
            throw new Failure(
                    "no help on " + subject + Nearest.hint(subject, known) + "\nTopics: " + String.join(", ", TOPICS));
        }
        shell.out().print(Pages.read(Help.class, "help-" + subject + ".txt"));
        return Exit.GOOD;
    }
}

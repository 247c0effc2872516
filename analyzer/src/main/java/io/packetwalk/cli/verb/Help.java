package io.packetwalk.cli.verb;

import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.Verb;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Help on a verb or a topic. */
public final class Help implements Command {
    /** What there is a page on, beside the verbs. */
    public static final List<String> TOPICS = List.of("exit-codes", "filters", "formats", "privacy", "environment");

    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk help trace
            packetwalk help exit-codes
            """, "");
    private final Given<String> subject = usage.word("VERB|TOPIC", "0..1", "A verb, or a topic.");

    public Help(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        if (subject.get().isEmpty()) {
            return Main.run(shell, "--help");
        }
        Optional<Verb> verb = Verb.of(subject.get());
        if (verb.isPresent()) {
            shell.out().print(verb.get().usage(shell));
            return Exit.GOOD;
        }
        if (!TOPICS.contains(subject.get())) {
            List<String> known = new ArrayList<>(TOPICS);
            Arrays.stream(Verb.values()).map(Verb::word).forEach(known::add);
            throw new Failure("no help on " + subject.get() + Nearest.hint(subject.get(), known) + "\nTopics: "
                    + String.join(", ", TOPICS));
        }
        shell.out().print(Pages.read(Help.class, "help-" + subject.get() + ".txt"));
        return Exit.GOOD;
    }
}

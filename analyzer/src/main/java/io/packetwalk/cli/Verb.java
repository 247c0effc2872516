package io.packetwalk.cli;

import io.packetwalk.cli.verb.Analyze;
import io.packetwalk.cli.verb.Collect;
import io.packetwalk.cli.verb.Diff;
import io.packetwalk.cli.verb.Explain;
import io.packetwalk.cli.verb.Flows;
import io.packetwalk.cli.verb.Help;
import io.packetwalk.cli.verb.Policy;
import io.packetwalk.cli.verb.Redact;
import io.packetwalk.cli.verb.Render;
import io.packetwalk.cli.verb.Search;
import io.packetwalk.cli.verb.Show;
import io.packetwalk.cli.verb.Trace;
import io.packetwalk.cli.verb.Verify;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the program can be told to do, in the order a reader needs it. */
public enum Verb {
    COLLECT("run the shell collector, or print it; the only verb that opens connections"),
    ANALYZE("what broke, why, how sure, what to do"),
    TRACE("where one packet goes, hop by hop"),
    FLOWS("conversations that were seen"),
    POLICY("who may reach whom by policy, and which rule decides"),
    SEARCH("any line of the bundle"),
    SHOW("lines or packets of an artifact, and what they were read as"),
    RENDER("a saved report in another form"),
    EXPLAIN("a check, a kind of hop, a term"),
    DIFF("what changed between two bundles or reports: verdicts, not files"),
    REDACT("the bundle under pseudonyms, to pass it on; and back"),
    VERIFY("is the bundle whole, and what can it not answer"),
    HELP("help on a verb, or on: " + String.join(", ", Help.TOPICS));

    private final String summary;

    Verb(String summary) {
        this.summary = summary;
    }

    /** As typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty when there is no such verb. */
    public static Optional<Verb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Verb::word).toList();
    }

    Command command(Shell shell) {
        return switch (this) {
            case COLLECT -> new Collect(shell);
            case ANALYZE -> new Analyze(shell);
            case TRACE -> new Trace(shell);
            case FLOWS -> new Flows(shell);
            case POLICY -> new Policy(shell);
            case SEARCH -> new Search(shell);
            case SHOW -> new Show(shell);
            case RENDER -> new Render(shell);
            case EXPLAIN -> new Explain(shell);
            case DIFF -> new Diff(shell);
            case REDACT -> new Redact(shell);
            case VERIFY -> new Verify(shell);
            case HELP -> new Help(shell);
        };
    }

    /** The usage text of a verb. */
    public String usage(Shell shell) {
        return Main.line(this, command(shell)).getUsageMessage();
    }

    /** Help on the whole program. */
    static String overview() {
        StringBuilder text = new StringBuilder("""
                Examples:
                  packetwalk analyze prod.tar.gz
                  packetwalk trace prod.tar.gz --from pod/shop/checkout-7d4f --to svc/shop/inventory:80

                Packetwalk finds out from captured Kubernetes cluster and node artifacts why packets do not arrive.
                It works offline: no verb but collect opens a connection.

                Verbs:
                """);
        for (Verb verb : values()) {
            text.append("  ")
                    .append(verb.word())
                    .append(" ".repeat(10 - verb.word().length()))
                    .append(verb.summary)
                    .append('\n');
        }
        return text.append("""

                Each verb's own help: packetwalk VERB --help
                Exit codes of all verbs: 0 good, 1 bad, 2 could not run, 3 cannot tell, 130 interrupted
                """).toString();
    }
}

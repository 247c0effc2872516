package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
import io.packetwalk.Portrait;
import io.packetwalk.Reporting;
import io.packetwalk.cli.Asked;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.report.Difference;
import io.packetwalk.report.Json;
import io.packetwalk.report.Trace;
import io.packetwalk.report.Traces;
import io.packetwalk.report.text.DifferenceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What changed between two bundles or saved reports. */
public final class Diff implements Command {
    private static final List<String> KINDS = List.of("findings", "walks", "model");

    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk diff before.tar.gz after.tar.gz
            packetwalk diff monday.json after.tar.gz --only findings
            """, """
            Compares verdicts, not files: findings, walks, and what the cluster is. Saved reports (-o json) go, too.
            A finding is gone only when its check could decide in B; else it is not comparable.
            """);
    private final Given<String> before = usage.word("A", "1", "A bundle or a report, before.");
    private final Given<String> after = usage.word("B", "1", "A bundle or a report, after.");
    private final Given<List<String>> only =
            usage.list("--only", "WHAT", KINDS, "In text: findings, walks, model (default: all).");
    private final Given<Boolean> exitZero = usage.flag("--exit-zero", "Exit 0 whatever differs.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Diff(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "json"));
        for (String word : only.get()) {
            if (!KINDS.contains(word)) {
                throw new Failure("--only takes " + String.join(", ", KINDS) + ", not " + word);
            }
        }
        Difference difference;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + before.get());
            Difference.Side one = side(before.get());
            progress.phase("reading " + after.get());
            difference = Difference.of(one, side(after.get()));
        }
        for (Outputs.Output output : wanted) {
            output.write(
                    output.format().equals("json")
                            ? Json.document(difference)
                            : (output.toScreen() ? view.tone(shell) : view.plain())
                                    .finish(DifferenceText.of(difference, only.get())),
                    shell);
        }
        if (exitZero.get() || difference.identical()) {
            return Exit.GOOD;
        }
        return difference.different() ? Exit.BAD : Exit.UNTOLD;
    }

    private Difference.Side side(String word) throws IOException {
        Path path = shell.path(word);
        if (isReport(path)) {
            try {
                return new Difference.Side(
                        Json.report(Files.readString(path)), _question -> Optional.empty(), Optional.empty());
            } catch (IOException e) {
                throw new Failure(word + " is no report that this version can read: " + e.getMessage());
            }
        }
        Analysis analysis = Analysis.run(
                inputs.open(List.of(word), shell),
                Runtime.getRuntime().availableProcessors(),
                _cluster -> Optional.empty());
        return new Difference.Side(
                Reporting.of(analysis, Main.VERSION),
                question -> walk(analysis, question),
                Optional.of(Portrait.of(analysis.cluster())));
    }

    /** A report of ours begins with its schema version; a bundle never does. */
    private static boolean isReport(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            String head = new String(in.readNBytes(200), StandardCharsets.UTF_8).replaceAll("\\s", "");
            return head.startsWith("{\"schemaVersion\":") && head.contains("\"tool\":");
        }
    }

    private static Optional<Trace> walk(Analysis analysis, Trace.Question question) {
        try {
            String to = question.to() + "/" + question.proto();
            Integer size = question.size();
            return Optional.of(Traces.of(analysis.walks()
                    .of(Asked.question(question.from(), to, size == null ? 0 : size, analysis.cluster()))));
        } catch (Failure e) {
            // This side has no such pod or Service.
            return Optional.empty();
        }
    }
}

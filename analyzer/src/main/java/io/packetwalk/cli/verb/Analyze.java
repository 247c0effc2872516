package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
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
import io.packetwalk.report.Material;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.Suppressions;
import io.packetwalk.report.Trace;
import io.packetwalk.report.html.HtmlReport;
import io.packetwalk.report.view.Views;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Full analysis: text on standard output and {@code <bundle>.html} in the current folder, or what {@code -o} asks for. */
public final class Analyze implements Command {
    private static final Set<String> FOR_PEOPLE = Set.of("text", "wide");

    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk analyze prod.tar.gz
            packetwalk analyze api.tar.gz node-*.tar.gz -o json --symptom 'from pod/shop/web-1 to svc/shop/cart:80'
            """, """
            Reads everything, says what broke, why, how sure that is, and what to do.
            Without -o: text on standard output, and BUNDLE.html in the current folder.
            """);
    private final Given<List<String>> bundles = usage.words(
            "BUNDLE", "1..*", "Archives, folders or single files; several are joined; - is standard input.");
    private final Given<String> symptom = usage.text("--symptom", "'from X to Y[:PORT]'", "The failure to explain.");
    private final Outputs outputs = new Outputs(usage);
    private final Given<FailOn> failOn = usage.choice(
            "--fail-on",
            "CONFIDENCE",
            FailOn.likely,
            "Exit 1 from this confidence on: proven, likely, possible (default: ${DEFAULT-VALUE}).");
    private final Given<String> suppress = usage.text(
            "--suppress",
            "FILE",
            "Findings not to be told of, a line each: WHAT UNTIL REASON. They stay in the report, folded.");
    private final Given<Integer> top = usage.number("--top", "N", Integer.MAX_VALUE, "Only the N first findings.");
    private final Given<Integer> maxFlows = usage.number(
            "--max-flows",
            "N",
            Material.MAX_FLOWS,
            "Flows in the report beside failed ones (default: ${DEFAULT-VALUE}).");
    private final Given<Boolean> exitZero = usage.flag("--exit-zero", "Exit 0 whatever was found.");
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Analyze(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(Views.formats());
        Suppressions suppressions = suppressions();
        Report report;
        Verdict verdict;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", bundles.get()));
            Analysis analysis = Analysis.run(
                    inputs.open(bundles.get(), shell),
                    Runtime.getRuntime().availableProcessors(),
                    cluster -> symptom.get().isEmpty()
                            ? Optional.empty()
                            : Optional.of(Asked.symptom(symptom.get(), cluster)));
            progress.phase("writing the report");
            Report whole = suppressions.applied(
                    Reporting.of(analysis, Main.VERSION, maxFlows.get()), LocalDate.now(ZoneOffset.UTC));
            verdict = Verdict.of(whole, analysis.asked().isPresent(), failOn.get());
            report = first(whole);
        }
        for (Outputs.Output output : wanted) {
            output.write(text(report, output), shell);
        }
        if (outputs.standard()) {
            page(report);
        }
        if (view.verbose()) {
            report.notes()
                    .forEach(note -> shell.err()
                            .println(note.severity() + " " + Neutral.of(note.source()) + "  " + note.text()));
        }
        return exitZero.get() ? Exit.GOOD : verdict.exit();
    }

    private Suppressions suppressions() throws IOException {
        if (suppress.get().isEmpty()) {
            return new Suppressions(List.of());
        }
        Path file = Path.of(suppress.get());
        try {
            return Suppressions.read(suppress.get(), Files.readAllLines(file));
        } catch (IllegalArgumentException wrong) {
            throw new Failure(String.valueOf(wrong.getMessage()), wrong);
        } catch (NoSuchFileException | MalformedInputException unreadable) {
            throw new Failure("cannot read " + suppress.get() + ": not there, or no text", unreadable);
        }
    }

    /** What {@code --top} leaves; the rest is counted, never lost silently. */
    private Report first(Report whole) {
        if (top.get() < 1) {
            throw new Failure("--top must be at least 1");
        }
        int left = whole.findings().size() - top.get();
        if (left <= 0) {
            return whole;
        }
        List<Report.Note> notes = new ArrayList<>(whole.notes());
        notes.add(new Report.Note(
                "left-out", "hint", "", left + " further findings are left out (--top " + top.get() + ")"));
        return whole.with(whole.findings().subList(0, top.get()), notes);
    }

    private String text(Report report, Outputs.Output output) {
        var tone = output.toScreen() ? view.tone(shell) : view.plain();
        String answer = Views.named(output.format()).orElseThrow().of(report, tone);
        return FOR_PEOPLE.contains(output.format()) ? answer + tone.finish(asked(report)) : answer;
    }

    /** What becomes of the packet of {@code --symptom}; the walk that was asked about is the report's first. */
    private String asked(Report report) {
        if (symptom.get().isEmpty()) {
            return "";
        }
        var walk = report.walks().getFirst();
        return Neutral.of("Asked   " + walk.question().proto() + " "
                        + walk.question().from() + " → " + walk.question().to() + "   " + walk.verdict()
                        + " · the client sees: " + walk.symptom())
                + "\n"
                + wanting(walk);
    }

    /** What the first way that cannot be followed wants, and the command that gets it. */
    private static String wanting(Trace walk) {
        return walk.paths().stream()
                .flatMap(path -> path.missing().stream())
                .filter(missing -> !missing.command().isEmpty())
                .findFirst()
                .map(missing ->
                        Neutral.of("        open: " + missing.what() + "   get it: " + missing.command()) + "\n")
                .orElse("");
    }

    private void page(Report report) {
        Optional<String> name = new Page(shell).write(HtmlReport.of(report), bundles.get());
        String next = view.quiet() ? "" : Next.after(report, bundles.get());
        String line = name.map(file -> "Report  " + file).orElse("");
        if (!next.isEmpty()) {
            line += (line.isEmpty() ? "" : "  ·  ") + "next: " + next;
        }
        if (!line.isEmpty()) {
            shell.out().println(view.tone(shell).finish(line));
        }
    }
}

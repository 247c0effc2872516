package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.evidence.Damage;
import io.packetwalk.evidence.Note;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.FlowRows;
import io.packetwalk.report.Json;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.filter.FilterException;
import io.packetwalk.report.filter.FlowFilter;
import io.packetwalk.report.text.FlowsText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Observed conversations, one row each. */
public final class Flows implements Command {
    private static final int TEXT_ROWS = 100;

    /** More notes than this are counted. */
    private static final int NOTES = 5;

    private final Shell shell;
    private final Usage usage = Usage.of(
            """
            packetwalk flows prod.tar.gz 'to:svc/shop/inventory verdict:failed'
            packetwalk flows worker-1.pcap -o jsonl
            """,
            "Conversations that captures and conntrack tables show, stitched across nodes and address translation.");
    private final Given<List<String>> words =
            usage.words("BUNDLE|PCAP|FILTER", "1..*", "Inputs, then words of a filter; see: packetwalk help filters");
    private final Given<Boolean> legs = usage.flag("--legs", "Show each point that saw a flow.");
    private final Given<Integer> limit =
            usage.number("--limit", "N", -1, "At most so many rows (default: all; text: " + TEXT_ROWS + ").");
    private final Given<String> count = usage.text(
            "--count",
            "by:FIELD",
            FlowCounts::fields,
            "Count the rows that match by a field instead of listing them: ${COMPLETION-CANDIDATES}.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Flows(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "jsonl", "json", "csv"));
        int given = Inputs.leading(words.get(), shell);
        List<String> rest = words.get().subList(given, words.get().size());
        if (given == 0 || rest.stream().anyMatch(Inputs::looksLikeFile)) {
            String missing = rest.stream()
                    .filter(Inputs::looksLikeFile)
                    .findFirst()
                    .orElse(words.get().getFirst());
            throw new Failure("there is no file or folder " + missing);
        }
        FlowFilter filter = filter(String.join(" ", rest));
        Optional<FlowCounts> counts =
                count.get().isEmpty() ? Optional.empty() : Optional.of(FlowCounts.by(count.get()));
        Analysis analysis;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", words.get().subList(0, given)));
            analysis = Analysis.observed(
                    inputs.open(words.get().subList(0, given), shell),
                    Runtime.getRuntime().availableProcessors());
        }
        FlowRows rows = new FlowRows(analysis.cluster(), analysis.diagnosis());
        long matching = 0;
        for (Outputs.Output output : wanted) {
            matching = output.write(
                    out -> counts.isPresent()
                            ? counts.get().write(rows.all(analysis.flows()).filter(filter), output.format(), out)
                            : write(rows, analysis.flows(), filter, output, out),
                    shell);
        }
        limits(analysis.intake());
        return matching == 0 ? Exit.BAD : Exit.GOOD;
    }

    /** Says why there may be more than was shown: a capture cut short, packets dropped, no room. Beside the rows, so that programs that read them are not disturbed. */
    private void limits(Intake intake) {
        List<Note> notes = Stream.concat(
                        intake.notes().stream().filter(note -> Damage.says(note.code())),
                        intake.readings().stream()
                                .flatMap(reading -> reading.notes().stream())
                                .filter(note -> note.code().startsWith("capture-")))
                .filter(note -> note.severity() != Note.Severity.HINT)
                .distinct()
                .toList();
        notes.stream().limit(NOTES).forEach(note -> shell.err().println("note: " + Neutral.of(note.text())));
        if (notes.size() > NOTES) {
            shell.err().println("note: " + (notes.size() - NOTES) + " more; packetwalk analyze -v tells all");
        }
    }

    private static FlowFilter filter(String typed) {
        try {
            return FlowFilter.parse(typed);
        } catch (FilterException e) {
            throw new Failure(Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    /** Writes what matches, each row when its turn comes; gives the number of rows that match. */
    private long write(
            FlowRows rows, io.packetwalk.flow.Flows flows, FlowFilter filter, Outputs.Output output, PrintWriter out) {
        boolean text = output.format().equals("text");
        int most = limit.get() >= 0 ? limit.get() : text ? TEXT_ROWS : Integer.MAX_VALUE;
        if (text && filter.open()) {
            return page(rows.first(flows, most), flows.all().size(), output, out);
        }
        Stream<FlowRow> matches = rows.all(flows).filter(filter);
        return switch (output.format()) {
            case "jsonl" -> each(matches, most, row -> out.print(Json.line(row)));
            case "csv" -> {
                out.print(FlowTable.HEAD);
                yield each(matches, most, row -> out.print(FlowTable.line(row)));
            }
            case "json" -> {
                List<FlowRow> shown = new ArrayList<>();
                long matching = each(matches, most, shown::add);
                out.print(Json.document(new Rows(Report.SCHEMA_VERSION, matching, shown)));
                yield matching;
            }
            default -> {
                List<FlowRow> shown = new ArrayList<>();
                yield page(shown, each(matches, most, shown::add), output, out);
            }
        };
    }

    private long page(List<FlowRow> shown, long matching, Outputs.Output output, PrintWriter out) {
        out.print(FlowsText.of(shown, matching, legs.get(), output.toScreen() ? view.tone(shell) : view.plain()));
        return matching;
    }

    private static long each(Stream<FlowRow> matches, int most, Consumer<FlowRow> taker) {
        long[] matching = {0};
        matches.forEach(row -> {
            if (matching[0]++ < most) {
                taker.accept(row);
            }
        });
        return matching[0];
    }

    /**
     * The JSON document.
     *
     * @param schemaVersion {@code 1}
     * @param matching rows the filter let pass
     * @param flows the first of them, as many as asked for
     */
    private record Rows(String schemaVersion, long matching, List<FlowRow> flows) {}
}

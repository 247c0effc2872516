package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.View;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.FlowRows;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.filter.FilterException;
import io.packetwalk.report.filter.FlowFilter;
import io.packetwalk.report.text.FlowsText;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Observed conversations, one row each. */
@Command(
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk flows prod.tar.gz 'to:svc/shop/inventory verdict:failed'",
            "  packetwalk flows worker-1.pcap -o jsonl"
        },
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description =
                "Conversations that captures and conntrack tables show, stitched across nodes and address translation.",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Flows implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "BUNDLE|PCAP|FILTER",
            arity = "1..*",
            description = "Inputs, then words of a filter; see: packetwalk help filters")
    private List<String> words = List.of();

    @Option(names = "--legs", description = "Show each point that saw a flow.")
    private boolean legs;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many rows (default: all; text: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Mixin
    private Outputs outputs = new Outputs();

    @Mixin
    private View view = new View();

    @Mixin
    private Inputs inputs = new Inputs();

    public Flows(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "jsonl", "json", "csv"));
        int count = Inputs.leading(words, shell);
        List<String> rest = words.subList(count, words.size());
        if (count == 0 || rest.stream().anyMatch(Inputs::looksLikeFile)) {
            String missing =
                    rest.stream().filter(Inputs::looksLikeFile).findFirst().orElse(words.getFirst());
            throw new Failure("there is no file or folder " + missing);
        }
        FlowFilter filter = filter(String.join(" ", rest));
        List<FlowRow> rows;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", words.subList(0, count)));
            Analysis analysis = Analysis.run(
                    inputs.open(words.subList(0, count), shell),
                    Runtime.getRuntime().availableProcessors(),
                    _cluster -> Optional.empty());
            rows = new FlowRows(analysis.cluster(), analysis.diagnosis())
                    .all(analysis.flows()).stream().filter(filter).toList();
        }
        for (Outputs.Output output : wanted) {
            output.write(text(rows, output), shell);
        }
        return rows.isEmpty() ? Exit.BAD : Exit.GOOD;
    }

    private static FlowFilter filter(String typed) {
        try {
            return FlowFilter.parse(typed);
        } catch (FilterException e) {
            throw new Failure(Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private String text(List<FlowRow> rows, Outputs.Output output) {
        List<FlowRow> shown = rows.subList(0, Math.min(limit, rows.size()));
        return switch (output.format()) {
            case "jsonl" -> shown.stream().map(Json::line).collect(Collectors.joining());
            case "json" -> Json.document(new Rows(Report.SCHEMA_VERSION, rows.size(), shown));
            case "csv" -> FlowTable.of(shown);
            default -> FlowsText.of(rows, limit, legs, output.toScreen() ? view.tone(shell) : view.plain());
        };
    }

    /**
     * The JSON document.
     *
     * @param schemaVersion {@code 1}
     * @param matching rows the filter let pass
     * @param flows the first of them, as many as asked for
     */
    private record Rows(String schemaVersion, int matching, List<FlowRow> flows) {}
}

package io.packetwalk.cli.verb;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import io.packetwalk.index.Hit;
import io.packetwalk.index.LineQuery;
import io.packetwalk.index.QueryException;
import io.packetwalk.index.QueryReader;
import io.packetwalk.report.Json;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Any line of the bundle. */
public final class Search implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk search prod.tar.gz '"table full" OR insert_failed' -C 1
            packetwalk search prod.tar.gz 10.244.1.9 --in 'nodes/worker-3/*' -o jsonl
            """, """
            Lines that say what was asked for; of captures, the conversations. Exit 1 when none does.
            Words: all in one line; a OR b; !a; "a phrase"; begin*. See: packetwalk help filters
            """);
    private final Given<List<String>> words = usage.words("BUNDLE... QUERY", "1..*", "Inputs, then the words to find.");
    private final Given<Integer> context = usage.number("-C", "N", 0, "Lines to show before and after each hit.");
    private final Given<String> in =
            usage.text("--in", "GLOB", "Only artifacts whose path fits; * also crosses folders.");
    private final Given<Boolean> count = usage.flag("--count", "Only say how many lines match.");
    private final Given<Boolean> ranked =
            usage.flag("--ranked", "Those that fit best first; builds an index, which costs more than one search.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Search(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        if (words.get().size() < 2) {
            throw new Failure("Missing required parameter: \'QUERY\'");
        }
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "jsonl", "json"));
        int bundles = Math.min(Inputs.leading(words.get(), shell), words.get().size() - 1);
        if (bundles == 0) {
            throw new Failure("there is no file or folder " + words.get().getFirst());
        }
        if (context.get() < 0) {
            throw new Failure("-C cannot be negative");
        }
        LineQuery query =
                query(String.join(" ", words.get().subList(bundles, words.get().size())));
        List<Hit> hits;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("searching " + String.join(", ", words.get().subList(0, bundles)));
            var search = new io.packetwalk.Search(
                    inputs.open(words.get().subList(0, bundles), shell), query, artifacts(), context.get());
            hits = ranked.get() ? search.ranked() : search.scanned();
        }
        for (Outputs.Output output : wanted) {
            output.write(count.get() ? counted(hits, output) : text(hits, output), shell);
        }
        return hits.isEmpty() ? Exit.BAD : Exit.GOOD;
    }

    private static LineQuery query(String typed) {
        try {
            return QueryReader.read(typed);
        } catch (QueryException e) {
            throw new Failure(Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private Predicate<String> artifacts() {
        if (in.get().isEmpty()) {
            return _path -> true;
        }
        try {
            // Whoever types *.log means those in folders, too.
            PathMatcher glob =
                    FileSystems.getDefault().getPathMatcher("glob:" + in.get().replaceAll("\\*+", "**"));
            return path -> glob.matches(Path.of(path));
        } catch (PatternSyntaxException e) {
            throw new Failure("cannot read the pattern " + in.get() + ": " + e.getDescription());
        }
    }

    private static String counted(List<Hit> hits, Outputs.Output output) {
        return switch (output.format()) {
            case "text" -> hits.size() + "\n";
            case "jsonl" -> Json.line(new Count(hits.size()));
            default -> Json.document(new Count(hits.size()));
        };
    }

    private String text(List<Hit> hits, Outputs.Output output) {
        return switch (output.format()) {
            case "jsonl" -> hits.stream().map(hit -> Json.line(Row.of(hit))).collect(Collectors.joining());
            case "json" ->
                Json.document(new Rows(
                        Report.SCHEMA_VERSION,
                        hits.size(),
                        hits.stream().map(Row::of).toList()));
            default -> (output.toScreen() ? view.tone(shell) : view.plain()).finish(lines(hits));
        };
    }

    /** As grep prints them: the place, then the line; context lines with a dash. */
    private String lines(List<Hit> hits) {
        StringBuilder text = new StringBuilder();
        for (Hit hit : hits) {
            if (context.get() > 0 && !text.isEmpty()) {
                text.append("--\n");
            }
            hit.before()
                    .forEach(line ->
                            text.append("   - ").append(Neutral.of(line)).append('\n'));
            text.append(Neutral.of(hit.source() + "   " + hit.line())).append('\n');
            hit.after()
                    .forEach(line ->
                            text.append("   - ").append(Neutral.of(line)).append('\n'));
        }
        return text.append(Words.count(hits.size(), "line"))
                .append(hits.size() == 1 ? " matches\n" : " match\n")
                .toString();
    }

    /** One hit of the JSON contract; context only when asked for. */
    private record Row(
            String source,
            String line,
            double score,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> before,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> after) {
        static Row of(Hit hit) {
            return new Row(hit.source().toString(), hit.line(), hit.score(), hit.before(), hit.after());
        }
    }

    private record Rows(String schemaVersion, int total, List<Row> hits) {}

    private record Count(int count) {}
}

package io.packetwalk.cli.verb;

import io.packetwalk.cli.Failure;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Json;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.text.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code --count by:FIELD}: how many rows have each value of a field, the most frequent first. */
final class FlowCounts {

    private static final String NONE = "-";

    private static final Map<String, Function<FlowRow, String>> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("proto", FlowRow::proto),
            Map.entry("client", row -> who(row.client())),
            Map.entry("server", row -> row.server().named()),
            Map.entry("translated", row -> end(row.translated())),
            Map.entry("port", row -> Integer.toString(row.server().port())),
            Map.entry("state", FlowRow::state),
            Map.entry(
                    "goodput",
                    row -> row.goodput() == null ? NONE : decade(row.goodput().larger())),
            Map.entry("qname", row -> row.dns() == null ? NONE : row.dns().qname()),
            Map.entry("rcode", row -> row.dns() == null ? NONE : row.dns().rcode()),
            Map.entry(
                    "tunnel", row -> row.tunnel() == null ? NONE : row.tunnel().type()),
            Map.entry(
                    "node",
                    row -> row.sightings().isEmpty()
                            ? NONE
                            : row.sightings().getFirst().node()),
            Map.entry(
                    "finding",
                    row -> row.findings().isEmpty()
                            ? NONE
                            : row.findings().getFirst().split("~", 2)[0])));

    /** One line of the answer. */
    private record Count(String value, long flows) {}

    /** The document. */
    private record Counts(String schemaVersion, String by, long matching, List<Count> counts) {}

    private final String field;
    private final Function<FlowRow, String> value;

    private FlowCounts(String field, Function<FlowRow, String> value) {
        this.field = field;
        this.value = value;
    }

    /** For the help text. */
    static Iterator<String> fields() {
        return FIELDS.keySet().iterator();
    }

    /**
     * What {@code typed} ({@code by:state} or {@code state}) asks for.
     *
     * @throws Failure when there is no such field
     */
    static FlowCounts by(String typed) {
        String field = typed.startsWith("by:") ? typed.substring(3) : typed;
        Function<FlowRow, String> value = FIELDS.get(field);
        if (value == null) {
            throw new Failure("cannot count by " + field + Nearest.hint(field, FIELDS.keySet()) + ". Known: "
                    + String.join(" ", FIELDS.keySet()));
        }
        return new FlowCounts(field, value);
    }

    /** Counts and writes; gives the number of rows counted. */
    long write(Stream<FlowRow> rows, String format, PrintWriter out) {
        Map<String, Long> found = new TreeMap<>();
        rows.forEach(row -> found.merge(text(value.apply(row)), 1L, Long::sum));
        List<Count> counts = new ArrayList<>();
        found.forEach((text, flows) -> counts.add(new Count(text, flows)));
        counts.sort(Comparator.comparingLong(Count::flows).reversed().thenComparing(Count::value));
        long matching = counts.stream().mapToLong(Count::flows).sum();
        switch (format) {
            case "json" -> out.print(Json.document(new Counts("1", field, matching, counts)));
            case "jsonl" -> counts.forEach(count -> out.print(Json.line(count)));
            case "csv" -> {
                out.print(field + ",flows\r\n");
                counts.forEach(count -> out.print(FlowTable.cell(count.value()) + "," + count.flows() + "\r\n"));
            }
            default ->
                counts.forEach(
                        count -> out.print(String.format("%8d  %s%n", count.flows(), Neutral.of(count.value()))));
        }
        return matching;
    }

    /** The power of ten in which a rate lies, in words of the filter. */
    private static String decade(long rate) {
        List<String> steps = List.of("0", "1k", "10k", "100k", "1m", "10m", "100m", "1g");
        long limit = 1_000;
        int step = 0;
        while (step < steps.size() - 1 && rate >= limit) {
            limit *= 10;
            step++;
        }
        return step == steps.size() - 1 ? "1g and more" : steps.get(step) + " to " + steps.get(step + 1);
    }

    private static String text(String value) {
        return value.isEmpty() ? NONE : value;
    }

    private static String who(FlowRow.End end) {
        return end.object() == null ? end.ip() : end.object();
    }

    private static String end(FlowRow.@Nullable End end) {
        return end == null ? NONE : end.named();
    }
}

package io.packetwalk.collector;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One artifact of the catalogue. The columns are explained at the head of {@code catalogue.tsv}.
 *
 * @param id stable name
 * @param scope where it runs
 * @param argv the command, placeholders not yet filled
 * @param path where its output goes inside a bundle, placeholders not yet filled
 * @param format name of the format in the analyzer's parser registry
 * @param timeout how long it may run; empty for a capture, which runs as long as it is asked to
 * @param sensitivity the most telling thing inside
 * @param unless tools that make the row needless when one of them is installed
 * @param each a command; the row runs once for each line it prints. Empty: the row runs once
 */
public record Row(
        String id,
        Scope scope,
        List<String> argv,
        String path,
        String format,
        Optional<Duration> timeout,
        Sensitivity sensitivity,
        List<String> unless,
        List<String> each) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(place|node|ns|pod|first|name)}");

    /** Words that a shell takes literally. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+=,-]+");

    public Row {
        argv = List.copyOf(argv);
        unless = List.copyOf(unless);
        each = List.copyOf(each);
    }

    /**
     * The command to paste into a shell of the node at {@code place}, or of an administrator for {@link Scope#CLUSTER} rows. A
     * pod's namespace is entered through the process id of one of its processes, which only the node knows: it stays as PID.
     */
    public String command(Place place) {
        String alone = words(argv, place);
        String command = each.isEmpty() ? alone : words(each, place) + eachOf(alone);
        return switch (place) {
            case Place.Pod _p ->
                "nsenter --net=/proc/PID/ns/net " + (each.isEmpty() ? command : "sh -c " + quoted(command));
            case Place.Node _n -> command;
            case Place.Cluster _c -> command;
        };
    }

    /** What runs {@code alone} for each line; commands that want {@code {name}} get its last path segment, with {@code {first}} both. */
    private String eachOf(String alone) {
        if (argv.contains("{first}")) {
            String filled = argv.stream().map(Row::ofTwo).collect(Collectors.joining(" "));
            return " | while IFS=/ read -r first name; do " + filled + "; done";
        }
        return (argv.contains("{name}") ? " | xargs -n1 basename" : "") + " | xargs -I{} " + alone;
    }

    private static String ofTwo(String word) {
        return switch (word) {
            case "{first}" -> "\"$first\"";
            case "{name}" -> "\"$name\"";
            default -> quoted(word);
        };
    }

    /** Where the collector puts the output; {@code {name}} stays when the row runs once for each item. */
    public String path(Place place) {
        return filled(path, place);
    }

    /** What every path of this row looks like, below the folder of the bundle. */
    Pattern shape() {
        String shape = PLACEHOLDER.matcher(path).replaceAll(placeholder -> switch (placeholder.group(1)) {
            case "place" -> "\\\\E(?:nodes/[^/]+(?:/netns/[^/]+)?|pods/[^/]+/[^/]+)\\\\Q";
            default -> "\\\\E[^/]+\\\\Q";
        });
        return Pattern.compile("\\Q" + shape + "\\E");
    }

    private static String words(List<String> argv, Place place) {
        return argv.stream().map(word -> quoted(filled(word, place))).collect(Collectors.joining(" "));
    }

    private static String filled(String text, Place place) {
        String filled = text.replace("{place}", place.folder())
                .replace("{namespaces}", "-A")
                .replace("{host}", "")
                .replace("{sp}", " ");
        return switch (place) {
            case Place.Cluster _c -> filled;
            case Place.Node node -> filled.replace("{node}", node.name()).replace("{root}", "");
            case Place.Pod pod ->
                filled.replace("{ns}", pod.namespace())
                        .replace("{pod}", pod.name())
                        .replace("{root}", "/proc/PID/root");
        };
    }

    private static String quoted(String word) {
        if (word.equals("{item}") || word.equals("{name}")) {
            return "{}";
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

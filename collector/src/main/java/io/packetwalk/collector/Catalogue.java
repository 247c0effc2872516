package io.packetwalk.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every artifact that the collector knows how to take, in the order it takes them. */
public final class Catalogue {

    private static final int COLUMNS = 9;

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<Row, Pattern> shapes = new LinkedHashMap<>();

    private Catalogue(List<Row> inOrder) {
        for (Row row : inOrder) {
            if (rows.putIfAbsent(row.id(), row) != null) {
                throw new IllegalArgumentException("two rows are called " + row.id());
            }
            shapes.put(row, row.shape());
        }
    }

    /** The catalogue of this build: the file that the shell collector runs. */
    public static Catalogue load() {
        return parse(resource("catalogue.tsv"));
    }

    /**
     * Reads the text of a catalogue.
     *
     * @throws IllegalArgumentException when a row is malformed: the catalogue is ours, so that is a mistake and no input
     */
    public static Catalogue parse(String text) {
        return new Catalogue(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Catalogue::parsed)
                .toList());
    }

    /** All rows, in the order the collector runs them. */
    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    public Optional<Row> row(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    /**
     * The row that writes {@code path}.
     *
     * @param path below the folder of a bundle of ours, for instance {@code nodes/w2/ip-link.json}
     */
    public Optional<Row> rowOf(String path) {
        return shapes.entrySet().stream()
                .filter(shape -> shape.getValue().matcher(path).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The command that gets artifact {@code id} at {@code place}, to paste into a shell; empty when no row has that id. */
    public Optional<String> commandFor(String id, Place place) {
        return row(id).map(row -> row.command(place));
    }

    private static Row parsed(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not " + COLUMNS + " columns: " + line);
        }
        return new Row(
                columns[0],
                Scope.valueOf(columns[1].toUpperCase(Locale.ROOT)),
                List.of(columns[2].split(" ")),
                columns[3],
                columns[4],
                columns[5].equals("capture")
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(Long.parseLong(columns[5]))),
                Sensitivity.valueOf(columns[6].toUpperCase(Locale.ROOT)),
                list(columns[7], ","),
                list(columns[8], " "));
    }

    private static List<String> list(String column, String separator) {
        return column.equals("-") ? List.of() : List.of(column.split(separator));
    }

    static String resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

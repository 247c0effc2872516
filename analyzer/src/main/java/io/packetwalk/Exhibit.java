package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.intake.Reopened;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place of a bundle with what stands there and what it was read as.
 *
 * @param source the place
 * @param format the format its artifact was read as
 * @param lines its text; empty for a capture
 * @param facts the statements that rest on it
 */
public record Exhibit(Source source, String format, List<Line> lines, List<Statement> facts) {
    public Exhibit {
        lines = List.copyOf(lines);
        facts = List.copyOf(facts);
    }

    /** One line of text. */
    public record Line(long number, String text) {}

    /** A fact in words, and where it stands. */
    public record Statement(Source source, String text) {}

    /**
     * Reads one place; empty when the bundle has no such artifact.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public static Optional<Exhibit> of(Bundle bundle, Source source) throws IOException {
        List<Reading> readings = bundle.read(source.artifact(), Reopened::readings).orElse(List.of());
        if (readings.isEmpty()) {
            return Optional.empty();
        }
        List<Line> lines = source.kind() == Source.Kind.PACKETS
                ? List.of()
                : bundle.read(source.artifact(), entry -> lines(entry, source)).orElse(List.of());
        return Optional.of(new Exhibit(
                source,
                readings.stream().map(Reading::format).distinct().collect(Collectors.joining(", ")),
                lines,
                readings.stream()
                        .flatMap(reading -> reading.facts().stream())
                        .filter(fact -> covers(fact.source(), source))
                        .map(fact -> new Statement(fact.source(), Told.of(fact)))
                        .toList()));
    }

    private static List<Line> lines(Entry entry, Source wanted) throws IOException {
        List<Line> found = new ArrayList<>();
        if (Reopened.of(entry) instanceof Reopened.Text(Lines lines)) {
            boolean whole = wanted.kind() == Source.Kind.WHOLE;
            while ((whole || lines.number() < wanted.to()) && lines.next()) {
                if (whole || lines.number() >= wanted.from()) {
                    found.add(new Line(lines.number(), lines.text()));
                }
            }
        }
        return found;
    }

    private static boolean covers(Source fact, Source wanted) {
        return wanted.kind() == Source.Kind.WHOLE
                || fact.kind() == wanted.kind() && fact.from() <= wanted.to() && fact.to() >= wanted.from();
    }
}

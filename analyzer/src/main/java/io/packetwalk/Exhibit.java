package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Outcome;
import io.packetwalk.capture.packet.Tunnels;
import io.packetwalk.capture.tree.PacketFields;
import io.packetwalk.capture.tree.PacketTree;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.intake.Overlays;
import io.packetwalk.parse.intake.Reopened;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A place of a bundle with what stands there and what it was read as.
 *
 * @param source the place
 * @param format the format its artifact was read as
 * @param lines its text; empty for a capture
 * @param packets its packets, header by header; empty for text
 * @param facts the statements that rest on it
 */
public record Exhibit(Source source, String format, List<Line> lines, List<PacketTree> packets, List<Statement> facts) {
    /** Most packets of one range; a tree has dozens of lines. */
    private static final int PACKETS = 100;

    public Exhibit {
        lines = List.copyOf(lines);
        packets = List.copyOf(packets);
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
        boolean packets = source.kind() == Source.Kind.PACKETS;
        boolean closed = packets
                && bundle.read(source.artifact(), entry -> closed(entry, source))
                        .orElse(false);
        // All of the bundle is looked through for them only when the packet may need it.
        int[] overlays = closed ? Overlays.told(bundle) : new int[0];
        List<Reading> readings = bundle.read(
                        source.artifact(),
                        entry -> overlays.length > 0 ? Reopened.capture(entry, overlays) : Reopened.readings(entry))
                .orElse(List.of());
        if (readings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Exhibit(
                source,
                readings.stream().map(Reading::format).distinct().collect(Collectors.joining(", ")),
                packets
                        ? List.of()
                        : bundle.read(source.artifact(), entry -> lines(entry, source))
                                .orElse(List.of()),
                packets
                        ? bundle.read(source.artifact(), entry -> packets(entry, source, new Tunnels(overlays)))
                                .orElse(List.of())
                        : List.of(),
                readings.stream()
                        .flatMap(reading -> reading.facts().stream())
                        .flatMap(fact -> Stream.concat(Stream.of(fact), fact.parts().stream()))
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

    /** Whether one of the packets is a datagram that nobody looked into, and that may be of an overlay on a port of its own. */
    private static boolean closed(Entry entry, Source wanted) throws IOException {
        Dissector dissector = new Dissector();
        return !frames(entry, wanted, frame -> {
                    boolean read = dissector.dissect(frame) == Outcome.MODELLED;
                    return read && Tunnels.resembles(frame.bytes, dissector.layer(dissector.count() - 1))
                            ? Optional.of(frame.number)
                            : Optional.empty();
                })
                .isEmpty();
    }

    private static List<PacketTree> packets(Entry entry, Source wanted, Tunnels tunnels) throws IOException {
        return frames(entry, wanted, frame -> Optional.of(PacketFields.of(frame, tunnels)));
    }

    private static <T> List<T> frames(Entry entry, Source wanted, Function<Frame, Optional<T>> what)
            throws IOException {
        List<T> found = new ArrayList<>();
        CaptureReader capture = new CaptureReader(entry.content());
        while (capture.frame().number < wanted.to()
                && capture.frame().number < wanted.from() + PACKETS - 1
                && capture.next()) {
            if (capture.frame().number >= wanted.from()) {
                what.apply(capture.frame()).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean covers(Source fact, Source wanted) {
        return wanted.kind() == Source.Kind.WHOLE
                || fact.kind() == wanted.kind() && fact.from() <= wanted.to() && fact.to() >= wanted.from();
    }
}

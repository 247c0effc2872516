package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Alike;
import io.packetwalk.parse.ErrorText;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.StreamContent;
import io.packetwalk.parse.Tally;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Reads one artifact: recognises its format, lets that parser read it, and accounts for what the parser left. */
final class ArtifactReader {

    /** Format of what nobody claims. */
    static final String UNKNOWN = "unknown";

    /** An error text instead of data is short; further down the same words are somebody's log. */
    private static final int ERROR_LINES = 5;

    /** A composite is held in memory to be cut; a larger one is read as if it were one output. */
    private static final int LARGEST_COMPOSITE = 64 << 20;

    /** From so many bytes on, an artifact is read in parts; the same as the least of those that {@link Workshop} does not copy. */
    static final int LONG = 4 << 20;

    private final List<Parser> parsers;
    private final Optional<ExecutorService> workers;
    private final Alike alike = new Alike();

    /** One that reads alone. */
    ArtifactReader(List<Parser> parsers) {
        this(parsers, Optional.empty());
    }

    /** @param workers read parts of what is long; whoever calls {@link #read} for a long artifact must be none of them */
    ArtifactReader(List<Parser> parsers, Optional<ExecutorService> workers) {
        this.parsers = Parsers.inOrder(parsers);
        this.workers = workers;
    }

    /**
     * Reads {@code in} to its end: one reading, or one for each command of a composite. A parser's crash is our bug: it is noted, and
     * what was read before is kept.
     *
     * @param damage tells, after reading, why the content ended early
     * @throws IOException when a limit is passed
     */
    List<Reading> read(Artifact artifact, InputStream in, Supplier<Optional<String>> damage) throws IOException {
        String path = artifact.path();
        InputStream text = Encoding.utf8(in);
        Beginning beginning = new Beginning(text.readNBytes(Beginning.MOST));
        boolean whole = beginning.length() < Beginning.MOST;
        long size = whole ? beginning.length() : Math.max(artifact.size(), beginning.length());
        Head head = beginning.head(path, size);
        InputStream bytes = new SequenceInputStream(beginning.stream(), text);
        if (Composite.begins(head.lines())) {
            byte[] all = bytes.readNBytes(LARGEST_COMPOSITE);
            if (all.length < LARGEST_COMPOSITE) {
                return sections(path, new String(all, StandardCharsets.UTF_8), damage.get());
            }
            bytes = new SequenceInputStream(new ByteArrayInputStream(all), bytes);
        }
        Tally tally = new Tally(path);
        StreamContent content = beginning.binary()
                ? StreamContent.binary(path, bytes)
                : StreamContent.helped(path, bytes, size < LONG ? Optional.empty() : workers, alike);
        return List.of(one(head, content, beginning.binary(), tally, damage));
    }

    private List<Reading> sections(String path, String text, Optional<String> damage) throws IOException {
        List<Reading> readings = new ArrayList<>();
        List<Section> sections = Composite.sections(text);
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            byte[] body = section.body().getBytes(StandardCharsets.UTF_8);
            boolean last = i == sections.size() - 1;
            Tally tally = new Tally(path);
            tally.ignored(section.frame());
            StreamContent content = new StreamContent(path, new ByteArrayInputStream(body), section.firstLine());
            byte[] first = Arrays.copyOf(body, Math.min(body.length, Beginning.MOST));
            Head head = new Beginning(first).head(section.nameIn(path), body.length);
            Reading reading = one(head, content, false, tally, () -> last ? damage : Optional.empty());
            readings.add(
                    section.error().isPresent()
                            ? failed(reading, section.error().get())
                            : reading);
        }
        return readings;
    }

    private static Reading failed(Reading reading, String error) {
        return Amended.presence(
                reading, reading.facts().isEmpty() ? new Presence.Failed(-1, error) : new Presence.Truncated(error));
    }

    private Reading one(
            Head head, StreamContent content, boolean binary, Tally tally, Supplier<Optional<String>> damage)
            throws IOException {
        long framed = tally.lines();
        Optional<Parser> parser = Parsers.claim(parsers, head);
        String format = parser.map(p -> p.format().id()).orElse(UNKNOWN);
        if (parser.isPresent()) {
            run(parser.get(), content, tally);
        } else {
            unknown(content, binary, tally);
        }
        content.bytes().transferTo(OutputStream.nullOutputStream());
        account(content, framed, binary, parser.isPresent(), tally);
        Presence presence = presence(content, damage.get(), tally);
        return new Reading(
                content.artifact(),
                tally.place().orElse(new Place.Unplaced()),
                format,
                presence,
                tally.window(),
                tally.coverage(format),
                tally.facts(),
                tally.notes());
    }

    private static void run(Parser parser, StreamContent content, Tally tally) throws IOException {
        try {
            if (content.workers().isPresent() && parser instanceof LineParser<?> lines) {
                PartedReading.read(lines, content.workers().get(), PartedReading.PART, content, tally);
            } else {
                parser.parse(content, tally);
            }
        } catch (RuntimeException | StackOverflowError e) {
            tally.note(new Note(
                    "parser-crashed",
                    Note.Severity.ERROR,
                    Source.whole(content.artifact()),
                    "Our reader of " + parser.format() + " failed (" + e
                            + "); what it read before is kept. This is a bug"));
        }
    }

    private static void unknown(StreamContent content, boolean binary, Tally tally) throws IOException {
        if (binary) {
            tally.note(Note.hint("unknown-format", Source.whole(content.artifact()), "Binary of an unknown format"));
            return;
        }
        Lines lines = content.lines();
        boolean any = false;
        while (lines.next()) {
            if (lines.text().isBlank()) {
                tally.ignored(1);
            } else {
                any = true;
                tally.unrecognised(1);
                if (lines.number() - content.firstLine() < ERROR_LINES) {
                    ErrorText.of(lines.text()).ifPresent(tally::presence);
                }
            }
        }
        if (any) {
            tally.note(Note.hint("unknown-format", Source.whole(content.artifact()), "Text of an unknown format"));
        }
    }

    /** Lines the parser did not report, because it crashed or has a gap, are unrecognised: nothing is silently covered. */
    private static void account(StreamContent content, long framed, boolean binary, boolean claimed, Tally tally) {
        long left = content.linesSeen() + framed - tally.lines();
        if (binary || left == 0) {
            return;
        }
        if (left > 0) {
            tally.unrecognised(left);
        }
        if (claimed) {
            tally.note(Note.hint(
                    "lines-unaccounted",
                    Source.whole(content.artifact()),
                    "Has " + content.linesSeen() + " lines, its reader reported " + (content.linesSeen() - left)));
        }
    }

    private static Presence presence(StreamContent content, Optional<String> damage, Tally tally) {
        if (damage.isPresent()) {
            Source whole = Source.whole(content.artifact());
            if (content.bytesSeen() == 0) {
                tally.note(Note.warn("artifact-unreadable", whole, "Nothing of it can be read: " + damage.get()));
                return new Presence.Failed(-1, damage.get());
            }
            tally.note(Note.warn("artifact-truncated", whole, "Only a part is there: " + damage.get()));
            return new Presence.Truncated(damage.get());
        }
        if (tally.presence().isPresent()) {
            return tally.presence().get();
        }
        if (content.bytesSeen() == 0) {
            return new Presence.Empty();
        }
        if (content.masksSeen() > 0) {
            String what = content.masksSeen() + " values are masked (***HIDDEN***)";
            tally.note(Note.warn("values-masked", Source.whole(content.artifact()), what));
            return new Presence.Redacted(what);
        }
        return new Presence.Collected();
    }
}

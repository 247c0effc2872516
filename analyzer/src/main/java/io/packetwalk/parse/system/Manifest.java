package io.packetwalk.parse.system;

import io.packetwalk.doc.Documents;
import io.packetwalk.doc.Ending;
import io.packetwalk.doc.Field;
import io.packetwalk.doc.Piece;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.fact.system.ManifestFact;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code packetwalk-manifest.json}: what our collector ran, when, and how it ended (collector/README.md describes it).
 *
 * <pre>
 * {"schemaVersion":"1","scope":"node","host":"vm","node":"w1","start":"2026-11-21T02:34:06.016Z","end":"...","artifacts":[
 * {"id":"uname","format":"uname","node":"w1","path":"nodes/w1/uname.txt","argv":["uname","-a"],"exit":0,"state":"collected",...},
 * </pre>
 */
public final class Manifest implements Parser {

    private static final Format FORMAT = new Format(ManifestEntryFact.FORMAT);
    private static final String NAME = "packetwalk-manifest.json";
    private static final Documents DOCUMENTS = new Documents("artifacts");

    @Override
    public Format format() {
        return FORMAT;
    }

    @Override
    public Score claims(Head head) {
        boolean marked = head.lines().stream().limit(3).anyMatch(line -> line.contains("\"schemaVersion\""))
                && head.lines().stream().limit(12).anyMatch(line -> line.contains("packetwalk-collect"));
        if (marked) {
            return Score.SURE;
        }
        return head.name().equals(NAME) ? Score.LIKELY : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        Account account = new Account(content, sink);
        Ending ending = DOCUMENTS.read(content.bytes(), content.firstLine(), account::piece);
        account.end(ending);
    }

    /** Turns pieces into facts and keeps count of the lines they take. */
    private static final class Account {
        private final Content content;
        private final FactSink sink;
        private long last;

        Account(Content content, FactSink sink) {
            this.content = content;
            this.sink = sink;
            this.last = content.firstLine() - 1;
        }

        void piece(Piece piece) {
            Source source = Source.lines(content.artifact(), piece.from(), piece.to());
            switch (piece) {
                case Piece.Document document -> {
                    Field root = Field.root(document.tree(), oddity -> {});
                    if (document.item()) {
                        fact(piece, entry(root, source));
                    } else {
                        fact(piece, header(root, source));
                    }
                }
                case Piece.Envelope envelope -> {
                    sink.more(header(Field.root(envelope.tree(), oddity -> {}), source));
                    skip(piece.to());
                }
                case Piece.Unreadable unreadable -> {
                    skip(piece.from() - 1);
                    if (piece.to() > last) {
                        sink.malformed(source, "an entry of the manifest: " + unreadable.why());
                        sink.continued(piece.to() - Math.max(last + 1, piece.from()));
                        last = piece.to();
                    }
                }
                case Piece.Noise noise -> {
                    skip(piece.from() - 1);
                    if (piece.from() > last) {
                        sink.unrecognised(source, noise.text());
                        last = piece.from();
                    }
                }
            }
        }

        void end(Ending ending) {
            skip(content.firstLine() - 1 + ending.lines());
            ending.cut()
                    .ifPresent(why -> sink.note(Note.warn(
                            "manifest-cut", Source.whole(content.artifact()), "The manifest is cut: " + why)));
        }

        private void fact(Piece piece, Fact fact) {
            skip(piece.from() - 1);
            if (piece.to() > last) {
                sink.fact(fact);
                sink.continued(piece.to() - last - 1);
                last = piece.to();
            } else {
                sink.more(fact);
            }
        }

        /** Lines up to {@code line} hold brackets and what the envelope repeats. */
        private void skip(long line) {
            if (line > last) {
                sink.ignored(line - last);
                last = line;
            }
        }
    }

    private static Fact header(Field root, Source source) {
        return new ManifestFact(
                source,
                root.at("scope").text(""),
                root.at("host").text(""),
                root.at("node").text(""),
                window(root),
                stopped(root),
                root.at("leftOut").items().stream()
                        .map(left -> new ManifestFact.LeftOut(
                                left.at("node").text().isEmpty() ? new Place.Cluster() : place(left),
                                left.at("ids").texts()))
                        .toList());
    }

    private static String stopped(Field root) {
        return root.at("limit").text().orElse(root.at("interrupted").flag(false) ? "interrupted" : "");
    }

    private static Fact entry(Field root, Source source) {
        OptionalInt exit = root.at("exit").integer().stream()
                .mapToInt(status -> Math.toIntExact(Math.max(-1, Math.min(status, 255))))
                .findFirst();
        return new ManifestEntryFact(
                source,
                root.at("path").text(""),
                root.at("id").text(""),
                root.at("format").text(""),
                place(root),
                root.at("argv").texts(),
                window(root),
                exit,
                root.at("state").text(""),
                root.at("truncated").flag(false),
                root.at("bytes").integer().orElse(0L),
                root.at("sha256").text(""),
                root.at("stderr").text(""));
    }

    /** A namespace that is neither the node's own nor a known pod's is nobody's: it must not pass for the node's. */
    private static Place place(Field root) {
        Optional<String> pod = root.at("pod").text();
        if (pod.isPresent()) {
            return new Place.Pod(root.at("namespace").text(""), pod.get());
        }
        if (root.at("scope").text("").equals("cluster")) {
            return new Place.Cluster();
        }
        Optional<String> node = root.at("node").text();
        boolean own = !root.at("path").text("").contains("/netns/");
        return node.isPresent() && own ? new Place.Node(node.get()) : new Place.Unplaced();
    }

    private static Optional<Window> window(Field root) {
        Optional<Instant> start = instant(root.at("start"));
        Optional<Instant> end = instant(root.at("end"));
        if (start.isEmpty() || end.isEmpty() || end.get().isBefore(start.get())) {
            return Optional.empty();
        }
        return Optional.of(new Window(start.get(), end.get()));
    }

    private static Optional<Instant> instant(Field field) {
        try {
            return field.text().map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Ending;
import io.packetwalk.doc.Field;
import io.packetwalk.doc.Oddity;
import io.packetwalk.doc.Piece;
import io.packetwalk.doc.Problem;
import io.packetwalk.doc.Tree;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.OtherObjectFact;
import io.packetwalk.fact.k8s.UnreadPolicyFact;
import io.packetwalk.parse.FactSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns the pieces of one artifact into facts and accounts for each of its lines once, also where several objects share a line. */
final class ObjectPieces implements Consumer<Piece> {

    /** Lines of items that may wait for the kind that stands behind them. */
    private static final long WAITING_LINES = 2_000_000;

    private final String artifact;
    private final long firstLine;
    private final FactSink sink;
    private final List<Waiting> waiting = new ArrayList<>();
    private long waitingLines;
    private long nextLine;
    private long objects;
    private long lost;
    private boolean lists;

    /** An item without a kind, with the lines that are still to account for. */
    private record Waiting(Piece.Document item, long lines) {}

    ObjectPieces(String artifact, long firstLine, FactSink sink) {
        this.artifact = artifact;
        this.firstLine = firstLine;
        this.nextLine = firstLine;
        this.sink = sink;
    }

    @Override
    public void accept(Piece piece) {
        switch (piece) {
            case Piece.Document document -> document(document);
            case Piece.Envelope envelope -> envelope(envelope);
            case Piece.Unreadable broken -> broken(source(broken), lines(broken), broken.why());
            case Piece.Noise noise -> noise(noise);
        }
    }

    /** The artifact ended. */
    void end(Ending ending) {
        resolve("");
        long rest = firstLine + ending.lines() - nextLine;
        if (rest > 0) {
            sink.ignored(rest);
        }
        if (ending.cut().isPresent()) {
            sink.presence(new Presence.Truncated(ending.cut().get()));
        } else if (lost > 0) {
            sink.presence(new Presence.Truncated("objects that could not be read: " + lost));
        } else if (lists && objects == 0) {
            sink.presence(new Presence.Empty());
        }
    }

    /** Lines of a piece that no piece before it had; those before it are of no object. */
    private long lines(Piece piece) {
        if (piece.from() > nextLine) {
            sink.ignored(piece.from() - nextLine);
            nextLine = piece.from();
        }
        long lines = Math.max(0, piece.to() + 1 - nextLine);
        nextLine += lines;
        return lines;
    }

    private void document(Piece.Document document) {
        long lines = lines(document);
        if (!Field.root(document.tree(), oddity -> {}).at("kind").present()
                && document.item()
                && (document.listKind().isEmpty() || document.listKind().equals("List"))) {
            waitingLines += lines;
            if (waitingLines > WAITING_LINES) {
                broken(source(document), lines, "a kind within " + WAITING_LINES + " lines");
            } else {
                waiting.add(new Waiting(document, lines));
            }
            return;
        }
        object(document, document.listKind(), lines);
    }

    private void envelope(Piece.Envelope envelope) {
        lists = true;
        Field root = Field.root(envelope.tree(), oddity -> {});
        if (envelope.tree() instanceof Tree.Obj) {
            resolve(root.at("kind").text(""));
            if (!root.at("metadata", "continue").text("").isEmpty()) {
                sink.presence(new Presence.Truncated("the list is a part: its metadata has a continue token"));
            }
        } else {
            resolve("");
        }
    }

    private void resolve(String listKind) {
        for (Waiting item : waiting) {
            object(item.item(), listKind, item.lines());
        }
        waiting.clear();
        waitingLines = 0;
    }

    private void object(Piece.Document document, String listKind, long lines) {
        List<Oddity> oddities = new ArrayList<>(0);
        Field root = Field.root(document.tree(), oddities::add);
        String inherited = listKind.endsWith("List") ? listKind.substring(0, listKind.length() - 4) : "";
        String version = root.at("apiVersion").text("");
        String told = root.at("kind").text(inherited);
        String kind = Kinds.name(told.isEmpty() && document.item() ? Unkinded.kind(artifact, root) : told, version);
        if (kind.isEmpty()) {
            unrecognised(source(document), lines);
            return;
        }
        objects++;
        for (Problem problem : document.problems()) {
            sink.note(Note.warn(problem.code(), Source.line(artifact, problem.line()), problem.text()));
        }
        if (kind.equals("Status")) {
            status(root, document, lines);
            return;
        }
        Kinds.Kind known = Kinds.ALL.get(kind);
        boolean ours = known != null && (version.isEmpty() || known.groups().contains(Kinds.group(version)));
        if (known == null || !ours) {
            String qualified = known == null ? kind : kind + "." + Kinds.group(version);
            other(new ApiItem(artifact, qualified, root, ""), version, document, lines);
            return;
        }
        String nameless = known.policy() ? Nameless.of(document.tree()) : "";
        ApiItem item = new ApiItem(artifact, kind, root, nameless);
        if (known.named() && item.ref().name().isEmpty()) {
            broken(source(document), lines, kind + " with a name");
            return;
        }
        List<Fact> facts = known.reader().read(item);
        oddities.forEach(this::odd);
        if (!oddities.isEmpty() && known.policy()) {
            Oddity first = oddities.getFirst();
            sink.more(new UnreadPolicyFact(item.source(), item.ref(), first.path() + ": expected " + first.expected()));
            broken(source(document), lines, kind + " with fields of the API's types");
            return;
        }
        modelled(facts, lines);
    }

    private void modelled(List<Fact> facts, long lines) {
        boolean first = lines > 0;
        for (Fact fact : facts) {
            if (first) {
                sink.fact(fact);
                sink.continued(lines - 1);
                first = false;
            } else {
                sink.more(fact);
            }
        }
        if (first) {
            sink.continued(lines);
        }
    }

    private void other(ApiItem item, String version, Piece.Document document, long lines) {
        if (!item.ref().name().isEmpty()) {
            sink.more(new OtherObjectFact(item.source(), item.ref(), version, item.labels()));
        }
        Source source = source(document);
        for (long i = 0; i < lines; i++) {
            sink.unmodelled(source, item.kind());
        }
    }

    /** What the API server answers instead of objects. */
    private void status(Field root, Piece.Document document, long lines) {
        int code = root.at("code").integer(0);
        String message = root.at("message").text(root.at("reason").text(""));
        if (code == 401 || code == 403) {
            sink.presence(new Presence.Refused(message));
        } else if (root.at("status").text("").equals("Failure")) {
            sink.presence(new Presence.Failed(1, message));
        }
        unrecognised(source(document), lines);
    }

    private void noise(Piece.Noise noise) {
        long lines = lines(noise);
        if (lines == 0) {
            return;
        }
        sink.unrecognised(source(noise), noise.text());
        KubectlAnswer.of(noise.text()).ifPresent(sink::presence);
    }

    private void broken(Source source, long lines, String expected) {
        lost++;
        sink.note(Note.warn("object-unreadable", source, "an object could not be read: " + expected));
        for (long i = 0; i < lines; i++) {
            sink.malformed(source, expected);
        }
    }

    private void unrecognised(Source source, long lines) {
        for (long i = 0; i < lines; i++) {
            sink.unrecognised(source, "no API object");
        }
    }

    private void odd(Oddity oddity) {
        Source source = Source.line(artifact, oddity.line()).at(oddity.path());
        sink.note(Note.warn("field-unreadable", source, oddity.path() + ": expected " + oddity.expected()));
    }

    private Source source(Piece piece) {
        return Source.lines(artifact, piece.from(), piece.to());
    }
}

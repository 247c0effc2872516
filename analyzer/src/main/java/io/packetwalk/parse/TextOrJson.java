package io.packetwalk.parse;

import io.packetwalk.doc.Documents;
import io.packetwalk.doc.Ending;
import io.packetwalk.doc.Field;
import io.packetwalk.doc.Piece;
import io.packetwalk.doc.Tree;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Formats that a command prints either as text or, with {@code -j}, as a JSON list. One parser serves both, told apart by the first
 * character that is no blank.
 */
public final class TextOrJson {

    /** Bytes in which the first that is no blank must stand. */
    private static final int AHEAD = 1 << 13;

    private TextOrJson() {}

    /** Reads one element of the JSON list. */
    public interface ElementReader {
        /**
         * What the element says: empty when it is not of this format, no facts when it is but has no meaning here.
         *
         * @param source line of the element, and its number where several share a line
         */
        Optional<List<Fact>> read(Field element, Source source);
    }

    /** What elements of the same bytes said before. */
    public interface Memory {
        /** For a format whose elements do not repeat. */
        Memory NONE = new Memory() {
            @Override
            public Optional<Fact> known(byte[] bytes, int length, Source source) {
                return Optional.empty();
            }

            @Override
            public void learn(Fact fact) {}
        };

        /** What the element that is the first {@code length} of these bytes says where it stands; empty when it was not met. */
        Optional<Fact> known(byte[] bytes, int length, Source source);

        /** The element that was asked for last, and was not known, says this and nothing else. */
        void learn(Fact fact);
    }

    /** Reads {@code content} with {@code text} or {@code json}; {@code listKey} names the list when the top of the JSON is an object. */
    public static void read(Content content, FactSink sink, String listKey, LineReader text, ElementReader json)
            throws IOException {
        read(content, sink, listKey, text, json, Memory.NONE);
    }

    /** The same, with what is remembered of elements. */
    public static void read(
            Content content, FactSink sink, String listKey, LineReader text, ElementReader json, Memory memory)
            throws IOException {
        InputStream in = new BufferedInputStream(content.bytes(), AHEAD);
        if (json(in)) {
            new Elements(content.artifact(), sink, json, memory).read(in, content.firstLine(), listKey);
            return;
        }
        Lines lines = new TextLines(content.artifact(), in, content.firstLine());
        if (lines.next()) {
            LineReader.readFrom(lines, sink, text);
        } else {
            text.end(sink);
        }
    }

    /** Looks ahead: lines have a longest length, the one line of a JSON list may be any. */
    private static boolean json(InputStream in) throws IOException {
        in.mark(AHEAD);
        int first = ' ';
        for (int i = 0; i < AHEAD && (first == ' ' || first == '\t' || first == '\r' || first == '\n'); i++) {
            first = in.read();
        }
        in.reset();
        return first == '[' || first == '{';
    }

    /**
     * A JSON list being read. A line of JSON may hold many elements and an element many lines, so lines are accounted for by the first
     * fact or trouble on each; all others of a list that could be read are continuations.
     */
    private static final class Elements {
        private final String artifact;
        private final FactSink sink;
        private final ElementReader reader;
        private final Memory memory;
        private long last;
        private long accounted;
        private long items;

        Elements(String artifact, FactSink sink, ElementReader reader, Memory memory) {
            this.memory = memory;
            this.artifact = artifact;
            this.sink = sink;
            this.reader = reader;
        }

        void read(InputStream in, long firstLine, String listKey) throws IOException {
            Ending ending = new Documents(listKey).read(in, firstLine, this::known, this::piece);
            sink.continued(Math.max(0, ending.lines() - accounted));
            ending.cut().ifPresent(why -> sink.presence(new Presence.Truncated(why)));
        }

        private void piece(Piece piece) {
            switch (piece) {
                case Piece.Document document -> element(document);
                case Piece.Unreadable broken -> {
                    if (mark(broken.from())) {
                        sink.malformed(source(broken), broken.why());
                    } else {
                        sink.note(Note.warn("element-unreadable", source(broken), broken.why()));
                    }
                }
                case Piece.Noise noise -> {
                    if (mark(noise.from())) {
                        sink.unrecognised(source(noise), noise.text());
                        ErrorText.of(noise.text()).ifPresent(sink::presence);
                    }
                }
                case Piece.Envelope _e -> {}
            }
        }

        private void element(Piece.Document document) {
            if (!document.item()
                    && document.tree() instanceof Tree.Arr list
                    && list.items().isEmpty()) {
                return;
            }
            items++;
            Source source = place(document.from(), items);
            boolean[] plain = {true};
            Field root = Field.root(document.tree(), odd -> {
                plain[0] = false;
                sink.note(Note.hint(
                        "odd-value", Source.line(artifact, odd.line()).at(odd.path()), "expected " + odd.expected()));
            });
            Optional<List<Fact>> facts = reader.read(root, source);
            if (facts.isEmpty()) {
                if (mark(document.from())) {
                    sink.unrecognised(source, "a JSON element of another kind");
                } else {
                    sink.note(Note.warn("element-unread", source, "A JSON element of another kind was not read."));
                }
                return;
            }
            if (facts.get().isEmpty() && mark(document.from())) {
                sink.unmodelled(source, "JSON element");
            }
            if (plain[0] && document.item() && facts.get().size() == 1) {
                memory.learn(facts.get().getFirst());
            }
            facts.get().forEach(fact -> tell(fact, document.from()));
        }

        private boolean known(byte[] bytes, int length, long from) {
            Optional<Fact> fact = memory.known(bytes, length, place(from, items + 1));
            if (fact.isPresent()) {
                items++;
                tell(fact.get(), from);
            }
            return fact.isPresent();
        }

        private void tell(Fact fact, long line) {
            if (mark(line)) {
                sink.fact(fact);
            } else {
                sink.more(fact);
            }
        }

        /** Elements that share a line are told apart by their number: what a walk ends at is found again by its place. */
        private Source place(long line, long item) {
            Source source = Source.line(artifact, line);
            return line > last ? source : source.at("[" + item + "]");
        }

        /** True when nothing was reported for {@code line} yet. */
        private boolean mark(long line) {
            if (line <= last) {
                return false;
            }
            last = line;
            accounted++;
            return true;
        }

        private Source source(Piece piece) {
            return Source.line(artifact, piece.from());
        }
    }
}

package io.packetwalk.doc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts JSON into documents and list items by brackets and quotes alone, and reads each piece by itself: a bad item costs only itself.
 *
 * <p>A string never reaches past its line (RFC 8259 forbids raw line ends in strings), so in indented JSON a lost quote is over at the
 * end of its line and cannot swallow the items behind it.
 */
final class JsonPieces {

    private final Bytes in;
    private final String listKey;
    private final Documents.Known known;
    private final Consumer<Piece> out;
    private final Growing piece;
    private String listKind = "";
    private Optional<String> cut = Optional.empty();

    JsonPieces(Bytes in, String listKey, int limit, Documents.Known known, Consumer<Piece> out) {
        this.known = known;
        this.in = in;
        this.listKey = listKey;
        this.out = out;
        this.piece = new Growing(limit);
    }

    /** Reads to the end; says what is missing there. */
    Optional<String> read() throws IOException {
        while (blanks() >= 0) {
            switch (opening()) {
                case '{' -> object();
                case '[' -> array();
                default -> noise();
            }
        }
        return cut;
    }

    /** The bracket that opens a document here, 0 when what follows is no JSON: {@code [INFO] ...}, {@code {foo bar}}. */
    private int opening() throws IOException {
        int open = in.peek();
        int ahead = 1;
        while (isBlank(in.look(ahead))) {
            ahead++;
        }
        int first = in.look(ahead);
        return switch (open) {
            case '{' -> first == '"' || first == '}' || first < 0 ? open : 0;
            case '[' -> first == '{' || first == '[' || first == '"' || first == ']' || first < 0 ? open : 0;
            default -> 0;
        };
    }

    private void noise() throws IOException {
        long line = in.line();
        Growing text = new Growing(200);
        in.line(text, 200, new LongLine());
        out.accept(new Piece.Noise(line, text.text()));
    }

    private void array() throws IOException {
        long from = in.line();
        listKind = "";
        in.next();
        items();
        out.accept(new Piece.Envelope(new Tree.Arr(from, List.of()), from, in.lastLine()));
    }

    private void object() throws IOException {
        long from = in.line();
        Growing envelope = new Growing(1 << 16);
        boolean list = false;
        listKind = "";
        in.mark();
        in.next();
        int b = blanks();
        for (; b >= 0 && b != '}'; b = blanks()) {
            if (b != '"') {
                stray(b);
                continue;
            }
            String name = shortText();
            if (blanks() == ':') {
                in.next();
            }
            b = blanks();
            if (b == '[' && !list && name.equals(listKey)) {
                list = true;
                in.take(envelope);
                in.next();
                items();
                envelope.add("[]");
                in.mark();
            } else if (b == 'n' && !list && name.equals(listKey)) {
                // Go writes an empty list as null.
                list = true;
                value(b);
            } else if (b == '"' && name.equals("kind")) {
                listKind = shortText();
            } else {
                value(b);
            }
        }
        in.next();
        if (b < 0) {
            cut = Optional.of(list ? "the list is not closed" : "the document is not closed");
        }
        if (list) {
            in.take(envelope);
            envelope(envelope, from);
        } else {
            emit(from, false, b < 0);
        }
    }

    private void envelope(Growing envelope, long from) {
        Tree tree;
        try {
            tree = JsonTree.read(envelope.bytes(), envelope.size(), from, new ArrayList<>());
        } catch (UnreadableException broken) {
            tree = new Tree.Obj(from, Map.of());
        }
        out.accept(new Piece.Envelope(tree, from, in.lastLine()));
    }

    /** Behind the opening bracket of a list: each item is a piece. */
    private void items() throws IOException {
        for (int b = blanks(); b != ']'; b = blanks()) {
            if (b < 0) {
                cut = Optional.of("the list is not closed");
                return;
            }
            if (b == ',' || b == '}' || b == ':') {
                in.next();
                continue;
            }
            long from = in.line();
            in.mark();
            emit(from, true, !value(b));
        }
        in.next();
    }

    /** Hands out what was passed since the mark. */
    private void emit(long from, boolean item, boolean cutOff) {
        piece.clear();
        boolean whole = in.take(piece);
        if (cutOff) {
            out.accept(new Piece.Unreadable(from, in.lastLine(), item, "cut off"));
            return;
        }
        if (!whole) {
            out.accept(new Piece.Unreadable(from, in.lastLine(), item, "larger than " + Documents.LIMIT + " bytes"));
            return;
        }
        if (item && known.item(piece.bytes(), piece.size(), from)) {
            return;
        }
        List<Problem> problems = new ArrayList<>(0);
        try {
            Tree tree = JsonTree.read(piece.bytes(), piece.size(), from, problems);
            out.accept(new Piece.Document(tree, from, in.lastLine(), item, item ? listKind : "", problems));
        } catch (UnreadableException broken) {
            out.accept(new Piece.Unreadable(from, in.lastLine(), item, String.valueOf(broken.getMessage())));
        }
    }

    /** Passes one value that starts with {@code b}; false when the input ends inside it. */
    private boolean value(int b) throws IOException {
        return switch (b) {
            case '{', '[' -> in.brackets();
            case '"' -> string();
            case -1 -> false;
            default -> word();
        };
    }

    private boolean string() throws IOException {
        in.next();
        return stringTail();
    }

    /** Behind an opening quote, up to the closing one or to the end of the line. */
    private boolean stringTail() throws IOException {
        while (true) {
            int b = in.peek();
            if (b == '\n') {
                return true;
            }
            in.next();
            if (b == '"') {
                return true;
            }
            if (b == '\\' && in.peek() != '\n') {
                in.next();
            }
            if (b < 0) {
                return false;
            }
        }
    }

    /** A string that is a name: its text as written, cut at 64 characters. */
    private String shortText() throws IOException {
        StringBuilder text = new StringBuilder();
        in.next();
        for (int b = in.peek(); b >= 0 && b != '\n'; b = in.peek()) {
            in.next();
            if (b == '"') {
                break;
            }
            if (text.length() < 64) {
                text.append((char) b);
            }
            if (b == '\\' && in.peek() != '\n') {
                in.next();
            }
        }
        return text.toString();
    }

    /** A number, {@code true}, or anything else up to the next separator. */
    private boolean word() throws IOException {
        int b = in.peek();
        while (b >= 0 && b != ',' && b != ']' && b != '}' && !isBlank(b)) {
            in.next();
            b = in.peek();
        }
        return b >= 0;
    }

    /** Passes what does not belong between fields, so that every loop makes progress. */
    private void stray(int b) throws IOException {
        switch (b) {
            case ',', ':', ']' -> in.next();
            default -> value(b);
        }
    }

    private int blanks() throws IOException {
        while (isBlank(in.peek())) {
            in.next();
        }
        return in.peek();
    }

    private static boolean isBlank(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}

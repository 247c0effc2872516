package io.packetwalk.doc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts YAML into documents and list items by lines, and reads each piece by itself: a control byte, a TAB or a bad byte sequence costs
 * one item, not the document.
 *
 * <p>An item starts at a dash in the list's own column. That cannot be text of the item before: block scalars and continuation lines
 * are indented deeper than the node they belong to (YAML 1.1, 4.2 and 4.3).
 *
 * <p>kubectl sorts keys, so {@code kind: List} stands behind {@code items}: a list without it was cut off, and its last item with it,
 * however well that item still parses.
 */
final class YamlPieces {

    /** The parser is quadratic in the length of an unbroken scalar (1 MB: 0.3 s, 2 MB: 1.1 s), so longer lines are elided. */
    static final int LINE_LIMIT = 256 << 10;

    private static final Pattern KEY = Pattern.compile("([A-Za-z_][\\w.-]*):(?:\\s+(.*?))?\\s*");
    private static final Pattern VALUE_START = Pattern.compile("^ *(?:- +)*(?:[\\w./\"'-]{1,253}: +)?");
    private static final Pattern CHATTER =
            Pattern.compile("(?:Warning: |Error from server|error: |Unable to |[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d).*");

    private enum Part {
        HEAD,
        ITEMS,
        TAIL
    }

    private final Bytes in;
    private final String listKey;
    private final Consumer<Piece> out;
    private final ItemBatches items;
    private final Repeated repeated = new Repeated();
    private final Growing line = new Growing(LINE_LIMIT);
    private final LongLine longLine = new LongLine();
    private final Growing chunk;
    private final Growing envelope = new Growing(1 << 16);
    private final List<Problem> problems = new ArrayList<>();

    private Optional<Problem> elided = Optional.empty();
    private Part part = Part.HEAD;
    private long documentFrom;
    private long chunkFrom;
    private long chunkTo;
    private int lastLineAt;
    private int itemColumn;
    private boolean bare;
    private boolean awaitsItems;
    private boolean tailKeyHasValue;
    private boolean significant;
    private String listKind = "";

    YamlPieces(Bytes in, String listKey, int limit, Optional<ExecutorService> workers, Consumer<Piece> out) {
        this.in = in;
        this.listKey = listKey;
        this.out = out;
        this.items = new ItemBatches(workers, out);
        this.chunk = new Growing(limit);
    }

    /** Reads to the end; says what is missing there. */
    Optional<String> read() throws IOException {
        startDocument();
        while (true) {
            line.clear();
            long number = in.line();
            if (!in.line(line, LINE_LIMIT, longLine)) {
                break;
            }
            if (!longLine.empty()) {
                elide(number);
            }
            if (line.size() > 0 && line.at(line.size() - 1) == '\r') {
                line.cut(line.size() - 1);
            }
            take(number);
        }
        Optional<String> cut = finish();
        items.flush();
        return cut;
    }

    private void take(long number) throws IOException {
        int column = indent();
        boolean blank = column == line.size();
        if (column == 0 && !blank && boundary()) {
            endDocument();
            startDocument();
            chunkTo = number;
            return;
        }
        switch (part) {
            case HEAD -> head(number, column, blank);
            case ITEMS -> inItems(number, column, blank);
            case TAIL -> tail(number, column);
        }
    }

    private void head(long number, int column, boolean blank) throws IOException {
        boolean text = !blank && line.at(column) != '#';
        if (text && dashAt(column) && (awaitsItems || !significant)) {
            envelope.add(chunk);
            bare = !awaitsItems;
            itemColumn = column;
            part = Part.ITEMS;
            startChunk(number);
        } else if (text) {
            String words = column == 0 && line.size() < 512 ? line.text() : "";
            if (!significant && CHATTER.matcher(words).matches()) {
                give(new Piece.Noise(number, words.substring(0, Math.min(200, words.length()))));
                return;
            }
            significant = true;
            Matcher key = KEY.matcher(words);
            awaitsItems = key.matches()
                    && key.group(1).equals(listKey)
                    && (key.group(2) == null || key.group(2).startsWith("#"));
            noteKind(key);
        }
        append(number);
    }

    private void inItems(long number, int column, boolean blank) throws IOException {
        if (blank || column > itemColumn) {
            append(number);
        } else if (column == itemColumn && dashAt(column)) {
            endItem();
            startChunk(number);
            append(number);
        } else if (KEY.matcher(shortLine()).matches()) {
            endItem();
            part = Part.TAIL;
            startChunk(number);
            tail(number, column);
        } else {
            append(number);
        }
    }

    private void tail(long number, int column) throws IOException {
        if (column == itemColumn && dashAt(column) && tailKeyHasValue) {
            // What looked like the end of the list was chatter between two items.
            part = Part.ITEMS;
            startChunk(number);
            append(number);
            return;
        }
        if (column == 0) {
            Matcher key = KEY.matcher(shortLine());
            tailKeyHasValue = key.matches() && key.group(2) != null;
            noteKind(key);
        }
        envelope.add(line);
        envelope.add("\n");
        chunkTo = number;
    }

    private void noteKind(Matcher key) {
        if (key.matches() && key.group(1).equals("kind") && key.group(2) != null) {
            listKind = key.group(2);
        }
    }

    private String shortLine() {
        return line.size() < 512 ? line.text() : "";
    }

    private void append(long number) {
        lastLineAt = chunk.size();
        chunk.add(line);
        chunk.add("\n");
        chunkTo = number;
        elided.ifPresent(problems::add);
        elided = Optional.empty();
    }

    private void startDocument() {
        part = Part.HEAD;
        documentFrom = in.line();
        envelope.clear();
        problems.clear();
        listKind = "";
        awaitsItems = false;
        significant = false;
        bare = false;
        tailKeyHasValue = false;
        startChunk(documentFrom);
    }

    private void startChunk(long number) {
        chunk.clear();
        lastLineAt = 0;
        chunkFrom = number;
        chunkTo = number;
    }

    private void endDocument() throws IOException {
        switch (part) {
            case HEAD -> {
                if (significant) {
                    whole();
                }
            }
            case ITEMS -> {
                endItem();
                endList();
            }
            case TAIL -> endList();
        }
    }

    private Optional<String> finish() throws IOException {
        boolean ended = in.lineEnded();
        boolean cutItem = part == Part.ITEMS && !bare && (listKind.isEmpty() || !ended);
        if (cutItem) {
            give(new Piece.Unreadable(chunkFrom, chunkTo, true, "cut off: the list's end is missing"));
            endList();
            return Optional.of("the list's end is missing");
        }
        if (ended) {
            endDocument();
            return Optional.empty();
        }
        // A line without line end may be half a line: "10.0.0.1" of "10.0.0.12". It is not believed.
        if (part != Part.TAIL) {
            chunk.cut(lastLineAt);
        }
        endDocument();
        return significant || part != Part.HEAD ? Optional.of("the last line has no end") : Optional.empty();
    }

    private void endItem() throws IOException {
        Optional<String> text = text();
        if (text.isPresent()) {
            items.add(new ItemBatches.Item(text.get(), chunkFrom, chunkTo, listKind, List.copyOf(problems)));
            problems.clear();
        }
    }

    /** The chunk's text; empty when it is none, which is told then. */
    private Optional<String> text() throws IOException {
        String text = chunk.text();
        String why = chunk.overflow()
                ? "larger than " + Documents.LIMIT + " bytes"
                : text.indexOf('\uFFFD') >= 0 && !chunk.utf8() ? "not UTF-8" : "";
        if (why.isEmpty()) {
            return Optional.of(text);
        }
        give(new Piece.Unreadable(chunkFrom, chunkTo, part == Part.ITEMS, why));
        problems.clear();
        return Optional.empty();
    }

    /** Gives out a piece behind the items before it. */
    private void give(Piece piece) throws IOException {
        items.flush();
        out.accept(piece);
    }

    private void endList() throws IOException {
        Tree tree;
        try {
            tree = YamlTree.read(envelope.text(), documentFrom, new ArrayList<>(), repeated);
        } catch (UnreadableException broken) {
            tree = new Tree.Obj(documentFrom, Map.of());
        }
        give(new Piece.Envelope(tree, documentFrom, chunkTo));
    }

    private void whole() throws IOException {
        Optional<String> text = text();
        if (text.isEmpty()) {
            return;
        }
        try {
            Tree tree = YamlTree.read(text.get(), chunkFrom, problems, repeated);
            if (tree instanceof Tree.Obj object && object.fields().containsKey(listKey)) {
                flowList(object, object.fields().get(listKey));
                return;
            }
            give(new Piece.Document(tree, chunkFrom, chunkTo, false, "", List.copyOf(problems)));
        } catch (UnreadableException broken) {
            give(new Piece.Unreadable(chunkFrom, chunkTo, false, String.valueOf(broken.getMessage())));
        }
        problems.clear();
    }

    /** A list on the line of its key: {@code items: []} most of the time. */
    private void flowList(Tree.Obj list, @Nullable Tree items) throws IOException {
        if (items instanceof Tree.Arr array) {
            for (Tree item : array.items()) {
                give(new Piece.Document(item, item.line(), item.line(), true, listKind, List.copyOf(problems)));
            }
        }
        problems.clear();
        give(new Piece.Envelope(list, chunkFrom, chunkTo));
    }

    /** {@code ---} or {@code ...} on a line of its own. */
    private boolean boundary() {
        byte b = line.at(0);
        if (b != '-' && b != '.' || line.size() < 3 || line.at(1) != b || line.at(2) != b) {
            return false;
        }
        for (int i = 3; i < line.size(); i++) {
            if (line.at(i) == '#') {
                return true;
            }
            if (line.at(i) != ' ' && line.at(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private boolean dashAt(int column) {
        return line.at(column) == '-' && (line.size() == column + 1 || line.at(column + 1) == ' ');
    }

    private int indent() {
        int column = 0;
        while (column < line.size() && line.at(column) == ' ') {
            column++;
        }
        return column;
    }

    /** Replaces the value of a line that is too long; keeps the key. */
    private void elide(long number) {
        String start = new String(line.bytes(), 0, 512, StandardCharsets.ISO_8859_1);
        Matcher value = VALUE_START.matcher(start);
        int keep = value.find() ? value.end() : 0;
        String text = longLine.elided();
        line.cut(keep);
        line.add(text);
        elided = Optional.of(
                new Problem("line-elided", number, "more than " + LINE_LIMIT + " bytes in a line: " + text));
    }
}

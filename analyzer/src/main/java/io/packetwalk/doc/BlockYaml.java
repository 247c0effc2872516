package io.packetwalk.doc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * YAML in the only style kubectl writes: block mappings and sequences, scalars on one line, literal blocks, printable ASCII. It is most of what is ever read, and
 * reading it by indentation alone is many times faster than a YAML parser.
 *
 * <p>Whatever is not certainly of that style (flow collections, folded text, comments, anchors, tags, merge keys, equal keys, text over several lines) is not
 * guessed: the whole document is left to {@link YamlTree}. What is read here is what the parser would have read, lines included.
 */
final class BlockYaml {
    private static final int NODES = 4_000_000;

    private final String text;
    private final long firstLine;
    private final Repeated repeated;
    private int nodes;

    /** Where the line that is looked at begins; the text's end behind the last one. */
    private int start;

    /** Where it ends. */
    private int end;

    /** Column of its first character, counted from 0; -1 behind the last line. */
    private int column;

    /** Its number, counted from 0. */
    private int number;

    /** Not of this style. */
    private static final class OtherStyle extends Exception {
        private static final long serialVersionUID = 1;

        private OtherStyle() {
            super("other style", null, false, false);
        }
    }

    private BlockYaml(String text, long firstLine, Repeated repeated) {
        this.text = text;
        this.firstLine = firstLine;
        this.repeated = repeated;
    }

    /** The tree of a document whose first line has this number; empty when the document is of another style. */
    static Optional<Tree> read(String text, long firstLine, Repeated repeated) {
        if (text.isEmpty() || text.charAt(text.length() - 1) != '\n' || !plainAscii(text)) {
            return Optional.empty();
        }
        BlockYaml reader = new BlockYaml(text, firstLine, repeated);
        try {
            reader.line(0);
            Tree tree = reader.block(reader.start + reader.column, reader.column, reader.at(), 0);
            return reader.over() ? Optional.of(tree) : Optional.empty();
        } catch (OtherStyle other) {
            return Optional.empty();
        }
    }

    private static boolean plainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && c != '\n') {
                return false;
            }
        }
        return true;
    }

    private boolean over() {
        return start >= text.length();
    }

    private long at() {
        return firstLine + number;
    }

    /** Looks at the line that begins at {@code from}. Blank lines count as another style: inside text they mean something. */
    private void line(int from) throws OtherStyle {
        start = from;
        if (over()) {
            column = -1;
            return;
        }
        end = text.indexOf('\n', from);
        int first = from;
        while (text.charAt(first) == ' ') {
            first++;
        }
        column = first - from;
        if (first == end || text.charAt(end - 1) == ' ' || text.startsWith("---", first)) {
            throw new OtherStyle();
        }
    }

    private void nextLine() throws OtherStyle {
        number++;
        line(end + 1);
    }

    private boolean dash(int position) {
        return text.charAt(position) == '-' && position + 1 < end && text.charAt(position + 1) == ' ';
    }

    /** A mapping or sequence whose first character stands at {@code position}, in a column of its own. */
    private Tree block(int position, int own, long line, int depth) throws OtherStyle {
        if (depth >= JsonTree.DEPTH) {
            throw new OtherStyle();
        }
        if (dash(position)) {
            return sequence(position, own, line, depth);
        }
        if (keyEnd(position) < 0) {
            throw new OtherStyle();
        }
        return mapping(position, own, line, depth);
    }

    private Tree sequence(int position, int own, long line, int depth) throws OtherStyle {
        count();
        List<Tree> items = new ArrayList<>();
        int from = position;
        while (true) {
            int content = from + 2;
            while (text.charAt(content) == ' ') {
                content++;
            }
            if (dash(content) || keyEnd(content) >= 0) {
                items.add(block(content, own + content - from, at(), depth + 1));
            } else {
                items.add(scalar(content, own, at()));
            }
            if (column != own || !dash(start + column)) {
                break;
            }
            from = start + column;
        }
        closed(own);
        return new Tree.Arr(line, Collections.unmodifiableList(items));
    }

    private Tree mapping(int position, int own, long line, int depth) throws OtherStyle {
        count();
        Map<String, Tree> fields = new LinkedHashMap<>();
        int from = position;
        while (true) {
            int colon = keyEnd(from);
            if (colon < 0) {
                throw new OtherStyle();
            }
            String key = repeated.of(text, from, colon);
            Tree value = value(colon, own, depth);
            boolean unasked = value instanceof Tree.Arr && Documents.dropped(key);
            if (!unasked && fields.put(key, value) != null) {
                throw new OtherStyle();
            }
            if (column != own || dash(start + column)) {
                break;
            }
            from = start + column;
        }
        closed(own);
        return new Tree.Obj(line, Collections.unmodifiableMap(fields));
    }

    /** What follows a collection stands further left, or in the same column when it is the next dash of an outer one. */
    private void closed(int own) throws OtherStyle {
        if (column > own) {
            throw new OtherStyle();
        }
    }

    private Tree value(int colon, int own, int depth) throws OtherStyle {
        long at = at();
        if (colon + 1 < end) {
            int content = colon + 2;
            while (text.charAt(content) == ' ') {
                content++;
            }
            return scalar(content, own, at);
        }
        nextLine();
        if (column > own || column == own && dash(start + column)) {
            return block(start + column, column, at, depth + 1);
        }
        count();
        return YamlScalar.of(at, "");
    }

    /** The colon that ends a plain key at {@code position}; negative when none begins there. */
    private int keyEnd(int position) {
        int at = position;
        if (!letter(text.charAt(at))) {
            return -1;
        }
        while (at < end) {
            char c = text.charAt(at);
            if (c == ':' && (at + 1 == end || text.charAt(at + 1) == ' ')) {
                return at - position <= 256 ? at : -1;
            }
            if (!letter(c) && c != '-' && c != ':') {
                return -1;
            }
            at++;
        }
        return -1;
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '/';
    }

    /** The scalar at {@code position}, which is all of its line; the line after it is looked at afterwards. */
    private Tree scalar(int position, int own, long at) throws OtherStyle {
        count();
        String value = repeated.of(text, position, end);
        Tree tree = switch (value.charAt(0)) {
            case '|' -> literal(value, own, at);
            case '"' -> new Tree.Scalar(at, Tree.Kind.TEXT, doubleQuoted(value), false);
            case '\'' -> new Tree.Scalar(at, Tree.Kind.TEXT, singleQuoted(value), false);
            case '{', '[' -> empty(value, at);
            case ']', '}', ',', '#', '&', '*', '!', '>', '%', '@', '`', '?', ':' -> throw new OtherStyle();
            default -> {
                boolean lone = value.charAt(0) == '-' && (value.length() == 1 || value.charAt(1) == ' ');
                if (lone || value.endsWith(":") || value.contains(": ") || value.contains(" #")) {
                    throw new OtherStyle();
                }
                yield YamlScalar.of(at, value);
            }
        };
        if (value.charAt(0) != '|') {
            nextLine();
        }
        closed(own);
        return tree;
    }

    private static Tree empty(String value, long at) throws OtherStyle {
        return switch (value) {
            case "{}" -> new Tree.Obj(at, Map.of());
            case "[]" -> new Tree.Arr(at, List.of());
            default -> throw new OtherStyle();
        };
    }

    private static String singleQuoted(String value) throws OtherStyle {
        int last = value.length() - 1;
        StringBuilder plain = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            if (value.charAt(i) == '\'' && (++i == last || value.charAt(i) != '\'')) {
                throw new OtherStyle();
            }
            plain.append(value.charAt(i));
        }
        if (last < 1 || value.charAt(last) != '\'') {
            throw new OtherStyle();
        }
        return plain.toString();
    }

    private static String doubleQuoted(String value) throws OtherStyle {
        int last = value.length() - 1;
        StringBuilder plain = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            char c = value.charAt(i);
            if (c == '"') {
                throw new OtherStyle();
            }
            if (c == '\\') {
                i++;
                c = switch (i < last ? value.charAt(i) : ' ') {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    default -> throw new OtherStyle();
                };
            }
            plain.append(c);
        }
        if (last < 1 || value.charAt(last) != '"') {
            throw new OtherStyle();
        }
        return plain.toString();
    }

    /** A literal block (YAML 1.1, 9.3.2 and 8.1): its first line says how far all are indented. */
    private Tree literal(String header, int own, long at) throws OtherStyle {
        nextLine();
        int indent = column;
        if (indent <= own) {
            throw new OtherStyle();
        }
        StringBuilder lines = new StringBuilder();
        int kept = 0;
        int from = start;
        while (from < text.length()) {
            int last = text.indexOf('\n', from);
            int first = from;
            while (first < last && text.charAt(first) == ' ') {
                first++;
            }
            boolean blank = first == last;
            if (blank && last > from && last - from <= indent) {
                throw new OtherStyle();
            }
            if (!blank && first - from < indent) {
                break;
            }
            if (last > from) {
                lines.append(text, from + indent, last);
                kept = lines.length();
            }
            lines.append('\n');
            from = last + 1;
            number++;
        }
        line(from);
        String value = switch (header) {
            case "|" -> lines.substring(0, kept + 1);
            case "|-" -> lines.substring(0, kept);
            case "|+" -> lines.toString();
            default -> throw new OtherStyle();
        };
        return new Tree.Scalar(at, Tree.Kind.TEXT, value, true);
    }

    private void count() throws OtherStyle {
        if (++nodes > NODES) {
            throw new OtherStyle();
        }
    }
}

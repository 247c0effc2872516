package io.packetwalk.doc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * One YAML document as a {@link Tree}, from the parser's events.
 *
 * <p>An alias is the same immutable tree again, so a bomb of aliases costs no memory; what it would expand to is counted all the same,
 * because whoever walks the tree would pay for it.
 */
final class YamlTree {

    /** Nodes with every alias written out. */
    private static final long NODES = 4_000_000;

    private final ParserImpl events;
    private final long firstLine;
    private final List<Problem> problems;
    private final Map<String, Anchor> anchors = new HashMap<>();
    private long nodes;
    private boolean aliasSeen;

    private record Anchor(Tree tree, long nodes) {}

    private YamlTree(String text, long firstLine, List<Problem> problems) {
        LoaderOptions options = new LoaderOptions();
        // Its default of 3 MiB is less than real dumps have; the size was limited before.
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.events = new ParserImpl(new StreamReader(text), options);
        this.firstLine = firstLine;
        this.problems = problems;
    }

    /** Reads the first document of {@code text}; {@code problems} gets what its reader should know. */
    static Tree read(String text, long firstLine, List<Problem> problems, Repeated repeated)
            throws UnreadableException {
        Optional<Tree> quick = BlockYaml.read(text, firstLine, repeated);
        return quick.isPresent() ? quick.get() : parsed(text, firstLine, problems);
    }

    /** As {@link #read}, by the parser alone. */
    static Tree parsed(String text, long firstLine, List<Problem> problems) throws UnreadableException {
        try {
            return new YamlTree(withoutOddBreaks(text, firstLine, problems), firstLine, problems).document();
        } catch (MarkedYAMLException broken) {
            long line = broken.getProblemMark() == null
                    ? 0
                    : broken.getProblemMark().getLine();
            throw new UnreadableException("line " + (firstLine + line) + ": " + broken.getProblem());
        } catch (YAMLException broken) {
            String message = String.valueOf(broken.getMessage());
            throw new UnreadableException(message.lines().findFirst().orElse("not YAML"));
        }
    }

    /**
     * The parser counts CR, NEL, LS and PS as line ends, editors and YAML 1.2 do not: with them every line number behind would be wrong.
     */
    private static String withoutOddBreaks(String text, long firstLine, List<Problem> problems) {
        boolean odd = false;
        for (char c : new char[] {'\r', '\u0085', '\u2028', '\u2029'}) {
            if (text.indexOf(c) >= 0) {
                text = text.replace(c, ' ');
                odd = true;
            }
        }
        if (odd) {
            problems.add(
                    new Problem("odd-line-break", firstLine, "a line break other than LF or CRLF reads as a blank"));
        }
        return text;
    }

    private Tree document() throws UnreadableException {
        Event event = events.getEvent();
        while (event.is(Event.ID.StreamStart) || event.is(Event.ID.DocumentStart)) {
            event = events.getEvent();
        }
        if (event.is(Event.ID.StreamEnd)) {
            throw new UnreadableException("no value");
        }
        Tree tree = node(event, line(event), 0);
        Event end = events.getEvent();
        if (!end.is(Event.ID.DocumentEnd) || !events.getEvent().is(Event.ID.StreamEnd)) {
            throw new UnreadableException("more than one document");
        }
        return tree;
    }

    private long line(Event event) {
        return firstLine + event.getStartMark().getLine();
    }

    private Tree node(Event event, long line, int depth) throws UnreadableException {
        if (depth > JsonTree.DEPTH) {
            throw new UnreadableException("nested deeper than " + JsonTree.DEPTH);
        }
        count(1);
        long before = nodes;
        Tree tree = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, line);
            case MappingStartEvent _m -> mapping(line, depth);
            case SequenceStartEvent _s -> sequence(line, depth);
            case AliasEvent alias -> alias(alias, line);
            default -> throw new UnreadableException("unexpected " + event.getEventId());
        };
        if (event instanceof NodeEvent named && !(event instanceof AliasEvent) && named.getAnchor() != null) {
            anchors.put(named.getAnchor(), new Anchor(tree, nodes - before + 1));
        }
        return tree;
    }

    private void count(long more) throws UnreadableException {
        nodes += more;
        if (nodes > NODES) {
            throw new UnreadableException("aliases expand to more than " + NODES + " nodes");
        }
    }

    private Tree.Scalar scalar(ScalarEvent event, long line) {
        String tag = event.getTag();
        if (event.isPlain() && tag == null) {
            return YamlScalar.of(line, event.getValue());
        }
        boolean block = event.isLiteral() && line(event) == line;
        return new Tree.Scalar(line, Tree.Kind.TEXT, event.getValue(), block);
    }

    private Tree alias(AliasEvent event, long line) throws UnreadableException {
        @Nullable Anchor anchor = anchors.get(event.getAnchor());
        if (anchor == null) {
            throw new UnreadableException("line " + line + ": alias *" + event.getAnchor() + " of no anchor before it");
        }
        count(anchor.nodes());
        if (!aliasSeen) {
            aliasSeen = true;
            problems.add(new Problem("yaml-alias", line, "aliases are resolved; kubectl never writes them"));
        }
        return anchor.tree();
    }

    private Tree sequence(long line, int depth) throws UnreadableException {
        List<Tree> items = new ArrayList<>();
        Event event = events.getEvent();
        while (!event.is(Event.ID.SequenceEnd)) {
            items.add(node(event, line(event), depth + 1));
            event = events.getEvent();
        }
        return new Tree.Arr(line, Collections.unmodifiableList(items));
    }

    private Tree mapping(long line, int depth) throws UnreadableException {
        Map<String, Tree> fields = new LinkedHashMap<>();
        List<Tree> merged = new ArrayList<>(0);
        Event event = events.getEvent();
        while (!event.is(Event.ID.MappingEnd)) {
            if (!(event instanceof ScalarEvent key)) {
                throw new UnreadableException("line " + line(event) + ": a key that is no scalar");
            }
            String name = key.getValue();
            long at = line(key);
            Event next = events.getEvent();
            if (next.is(Event.ID.SequenceStart) && Documents.dropped(name)) {
                skip();
            } else {
                Tree value = node(next, at, depth + 1);
                if (key.isPlain() && name.equals("<<")) {
                    merged.add(value);
                } else if (fields.put(name, value) != null) {
                    problems.add(Documents.duplicate(name, at));
                }
            }
            event = events.getEvent();
        }
        merged.forEach(value -> merge(value, fields));
        return new Tree.Obj(line, Collections.unmodifiableMap(fields));
    }

    /** Merge keys (yaml.org/type/merge.html): fields already there win, then the earlier of several. */
    private static void merge(Tree from, Map<String, Tree> into) {
        switch (from) {
            case Tree.Obj object -> object.fields().forEach(into::putIfAbsent);
            case Tree.Arr list ->
                list.items().forEach(item -> {
                    if (item instanceof Tree.Obj object) {
                        object.fields().forEach(into::putIfAbsent);
                    }
                });
            case Tree.Scalar _nothing -> {}
        }
    }

    private void skip() {
        int depth = 1;
        while (depth > 0) {
            Event event = events.getEvent();
            if (event.is(Event.ID.SequenceStart) || event.is(Event.ID.MappingStart)) {
                depth++;
            } else if (event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd)) {
                depth--;
            }
        }
    }
}

package io.packetwalk.doc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON value as a {@link Tree}. */
final class JsonTree {

    /** Deeper than any API object; shallow enough for recursion. */
    static final int DEPTH = 200;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser json;
    private final long before;
    private final List<Problem> problems;

    private JsonTree(JsonParser json, long firstLine, List<Problem> problems) {
        this.json = json;
        this.before = firstLine - 1;
        this.problems = problems;
    }

    /** Reads the value that {@code bytes} hold; {@code problems} gets what its reader should know. */
    static Tree read(byte[] bytes, int size, long firstLine, List<Problem> problems) throws UnreadableException {
        try (JsonParser json = JSON.createParser(bytes, 0, size)) {
            if (json.nextToken() == null) {
                throw new UnreadableException("no value");
            }
            JsonTree reader = new JsonTree(json, firstLine, problems);
            Tree tree = reader.value(reader.line(), 0);
            if (json.nextToken() != null) {
                throw new UnreadableException("more than one value");
            }
            return tree;
        } catch (JsonProcessingException broken) {
            throw new UnreadableException(firstSentence(broken.getOriginalMessage()));
        } catch (IOException badUtf8) {
            throw new UnreadableException("not UTF-8");
        }
    }

    private long line() {
        return before + json.currentTokenLocation().getLineNr();
    }

    private Tree value(long line, int depth) throws IOException, UnreadableException {
        if (depth > DEPTH) {
            throw new UnreadableException("nested deeper than " + DEPTH);
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object(line, depth);
            case START_ARRAY -> array(line, depth);
            case VALUE_STRING -> new Tree.Scalar(line, Tree.Kind.TEXT, json.getText(), false);
            case VALUE_NUMBER_INT -> new Tree.Scalar(line, Tree.Kind.INTEGER, json.getText(), false);
            case VALUE_NUMBER_FLOAT -> new Tree.Scalar(line, Tree.Kind.DECIMAL, json.getText(), false);
            case VALUE_TRUE, VALUE_FALSE -> new Tree.Scalar(line, Tree.Kind.BOOLEAN, json.getText(), false);
            case VALUE_NULL -> new Tree.Scalar(line, Tree.Kind.NULL, "", false);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new UnreadableException("unexpected " + json.currentToken());
        };
    }

    private Tree.Obj object(long line, int depth) throws IOException, UnreadableException {
        Map<String, Tree> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            long at = line();
            if (json.nextToken() == JsonToken.START_ARRAY && Documents.dropped(name)) {
                json.skipChildren();
                continue;
            }
            if (fields.put(name, value(at, depth + 1)) != null) {
                problems.add(Documents.duplicate(name, at));
            }
        }
        return new Tree.Obj(line, Collections.unmodifiableMap(fields));
    }

    private Tree.Arr array(long line, int depth) throws IOException, UnreadableException {
        List<Tree> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(line(), depth + 1));
        }
        return new Tree.Arr(line, Collections.unmodifiableList(items));
    }

    private static String firstSentence(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}

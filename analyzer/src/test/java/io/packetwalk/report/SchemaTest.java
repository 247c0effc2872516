package io.packetwalk.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.packetwalk.Golden;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/report.schema.json} is drawn from the records, and what we write holds to it. */
class SchemaTest {
    private static final Path SCHEMA = Path.of("..", "docs", "report.schema.json");

    private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

    @Test
    void theSchemaIsThatOfTheRecords() throws IOException {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Packetwalk report, schema version " + Report.SCHEMA_VERSION);
        schema.put("$ref", reference(Report.class));
        schema.set("$defs", definitions);

        Golden.holds(SCHEMA, Json.document(schema));
    }

    @Test
    void whatWeWriteHoldsToIt() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(SCHEMA));
        for (Report report : List.of(Sample.broken(), Sample.healthy(), ManyFlows.of(50, 20))) {
            JsonNode document = new ObjectMapper().readTree(Json.document(report));
            assertThat(faults(schema, schema, document, "")).isEmpty();
        }
    }

    @Test
    void aMissingFieldAndAWrongTypeAreFaults() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(SCHEMA));
        ObjectNode document = (ObjectNode) new ObjectMapper().readTree(Json.document(Sample.broken()));
        document.remove("tool");
        document.put("clear", 7);

        assertThat(faults(schema, schema, document, ""))
                .containsExactlyInAnyOrder("/tool is missing", "/clear is no array");
    }

    private String reference(Class<?> type) {
        String name = type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
        if (!definitions.has(name)) {
            ObjectNode object = definitions.putObject(name);
            object.put("type", "object");
            ObjectNode properties = object.putObject("properties");
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
                String field = renamed == null ? component.getName() : renamed.value();
                properties.set(field, shape(component.getAnnotatedType()));
                if (!component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                    required.add(field);
                }
            }
            required.forEach(object.putArray("required")::add);
        }
        return "#/$defs/" + name;
    }

    private ObjectNode shape(AnnotatedType annotated) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        boolean nullable = annotated.isAnnotationPresent(Nullable.class);
        if (annotated instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] of = generic.getAnnotatedActualTypeArguments();
            boolean map = generic.getType().getTypeName().startsWith(Map.class.getName());
            type(shape, map ? "object" : "array", nullable);
            shape.set(map ? "additionalProperties" : "items", shape(of[of.length - 1]));
            return shape;
        }
        Class<?> type = (Class<?>) annotated.getType();
        if (type.isRecord()) {
            if (nullable) {
                shape.putArray("anyOf").addObject().put("type", "null");
                shape.withArray("anyOf").addObject().put("$ref", reference(type));
            } else {
                shape.put("$ref", reference(type));
            }
            return shape;
        }
        String word = type == String.class
                ? "string"
                : type == boolean.class
                        ? "boolean"
                        : type == double.class || type == Double.class ? "number" : "integer";
        type(shape, word, nullable);
        return shape;
    }

    private static void type(ObjectNode shape, String word, boolean nullable) {
        if (nullable) {
            shape.putArray("type").add(word).add("null");
        } else {
            shape.put("type", word);
        }
    }

    /** The part of JSON Schema that the file uses. */
    private static List<String> faults(JsonNode root, JsonNode schema, JsonNode value, String at) {
        List<String> found = new ArrayList<>();
        if (schema.has("anyOf")) {
            boolean one = Stream.of(
                            schema.get("anyOf").get(0), schema.get("anyOf").get(1))
                    .anyMatch(each -> faults(root, each, value, at).isEmpty());
            if (!one) {
                found.add(at + " fits nothing");
            }
            return found;
        }
        if (schema.has("$ref")) {
            found.addAll(faults(root, root.at(schema.get("$ref").textValue().substring(1)), value, at));
        }
        JsonNode type = schema.path("type");
        boolean fits = type.isMissingNode()
                || (type.isArray() ? type : JsonNodeFactory.instance.arrayNode().add(type))
                        .valueStream()
                        .anyMatch(word -> is(word.textValue(), value));
        if (!fits) {
            found.add(at + " is no " + (type.isArray() ? type.get(0).textValue() : type.textValue()));
            return found;
        }
        schema.path("required").forEach(field -> {
            if (!value.has(field.textValue())) {
                found.add(at + "/" + field.textValue() + " is missing");
            }
        });
        schema.path("properties").properties().forEach(field -> {
            if (value.has(field.getKey())) {
                found.addAll(faults(root, field.getValue(), value.get(field.getKey()), at + "/" + field.getKey()));
            }
        });
        JsonNode inside = schema.has("items") ? schema.get("items") : schema.path("additionalProperties");
        if (!inside.isMissingNode()) {
            value.forEach(each -> found.addAll(faults(root, inside, each, at + "/*")));
        }
        return found;
    }

    private static boolean is(String word, JsonNode value) {
        return switch (word) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}

package io.packetwalk.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import java.io.IOException;
import java.util.Set;

/** A saved report in which every text that a bundle could have carried ends in something hostile: names, log lines, DNS names, paths. */
final class Forged {
    /** Fields whose values are words of ours, times or numbers. */
    private static final Set<String> OURS = Set.of(
            "schemaVersion",
            "confidence",
            "severity",
            "role",
            "holds",
            "verdict",
            "symptom",
            "kind",
            "basis",
            "outcome",
            "epoch",
            "at",
            "from",
            "to",
            "state",
            "ready",
            "terminating",
            "listens",
            "listed",
            "time",
            "hex",
            "start",
            "end",
            "ids",
            "took",
            "proto",
            "client",
            "clientObject",
            "clientPort",
            "server",
            "serverObject",
            "serverPort",
            "reached",
            "reachedObject",
            "reachedPort",
            "packets",
            "answers",
            "bytes",
            "answered",
            "findings",
            "dns",
            "again",
            "points",
            "point",
            "first",
            "last",
            "there",
            "back",
            "tuple",
            "fingerprint",
            "id",
            "lane",
            "risk",
            "flows");

    private Forged() {}

    static Report of(Report honest, String hostile) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode tree = forged(mapper.readTree(Json.document(honest)), "", hostile);
        return Json.report(mapper.writeValueAsString(tree));
    }

    private static JsonNode forged(JsonNode node, String key, String hostile) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(field -> copy.set(field.getKey(), forged(field.getValue(), field.getKey(), hostile)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(each -> copy.add(forged(each, key, hostile)));
                yield copy;
            }
            default ->
                node.isTextual() && !OURS.contains(key)
                        ? JsonNodeFactory.instance.textNode(node.textValue() + hostile)
                        : node;
        };
    }
}

package io.packetwalk.model;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.k8s.ApiObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * API objects, each once. Bundles often hold the same object in several dumps ({@code -o json}, {@code -o yaml}, {@code get all}): the copy of the
 * dump that was collected last is kept, JSON before YAML when that does not decide; copies that differ become a note.
 */
final class ApiObjects {

    private final Map<Class<?>, List<ApiObject>> byType;
    private final List<Note> conflicts;

    private ApiObjects(Map<Class<?>, List<ApiObject>> byType, List<Note> conflicts) {
        this.byType = byType;
        this.conflicts = List.copyOf(conflicts);
    }

    static ApiObjects of(List<Reading> readings) {
        List<Reading> preferred = readings.stream()
                .sorted(Comparator.comparing((Reading reading) ->
                                reading.window().map(Window::to).orElse(Instant.EPOCH))
                        .reversed()
                        .thenComparing(reading -> !reading.artifact().endsWith(".json"))
                        .thenComparing(Reading::artifact))
                .toList();
        Map<ObjectRef, ApiObject> kept = new TreeMap<>();
        List<Note> conflicts = new ArrayList<>();
        for (Reading reading : preferred) {
            for (Fact fact : reading.facts()) {
                if (fact instanceof ApiObject object) {
                    ApiObject first = kept.putIfAbsent(object.ref(), object);
                    if (first != null && !text(first).equals(text(object))) {
                        conflicts.add(Note.hint(
                                "object-copies-differ",
                                object.source(),
                                object.ref() + " differs from its copy at " + first.source() + ", which is used"));
                    }
                }
            }
        }
        Map<Class<?>, List<ApiObject>> byType = new HashMap<>();
        for (ApiObject object : kept.values()) {
            byType.computeIfAbsent(object.getClass(), type -> new ArrayList<>()).add(object);
        }
        return new ApiObjects(byType, conflicts);
    }

    /** The object's values without the places they were read from. */
    private static String text(ApiObject object) {
        return object.toString().replaceAll(Pattern.quote(object.source().artifact()) + "(:[0-9]+(-[0-9]+)?)?", "");
    }

    /** All objects of one kind, by namespace and name. */
    <T extends ApiObject> List<T> all(Class<T> type) {
        return byType.getOrDefault(type, List.of()).stream().map(type::cast).toList();
    }

    List<Note> conflicts() {
        return conflicts;
    }
}

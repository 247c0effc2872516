package io.packetwalk.parse;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One fact as one line of text, the same whatever the hash order: {@code 12 RouteFact table=main dst=0.0.0.0/0 dev=eth0}. */
final class FactPrinter {

    private FactPrinter() {}

    static String print(Account account) {
        StringBuilder out = new StringBuilder("# " + account.states() + "\n");
        statements(account).forEach(fact -> out.append(print(fact)).append('\n'));
        account.troubles.forEach(trouble -> out.append("! ").append(trouble).append('\n'));
        account.notes.forEach(note -> out.append("note ")
                .append(note.code())
                .append(' ')
                .append(range(note.source()))
                .append(' ')
                .append(note.text())
                .append('\n'));
        account.presences.forEach(
                presence -> out.append("presence ").append(presence).append('\n'));
        account.windows.forEach(window -> out.append("window ").append(window).append('\n'));
        return out.toString();
    }

    /** Those that a table holds stand at their lines, as if they had been told one by one. */
    private static List<? extends Fact> statements(Account account) {
        if (account.facts.stream().allMatch(fact -> fact.parts().isEmpty())) {
            return account.facts;
        }
        return account.facts.stream()
                .flatMap(fact -> fact.parts().isEmpty() ? Stream.of(fact) : fact.parts().stream())
                .sorted(Comparator.comparing(Fact::source))
                .toList();
    }

    private static String print(Fact fact) {
        return range(fact.source()) + " " + fact.getClass().getSimpleName() + fields((Record) fact);
    }

    private static String range(Source source) {
        String text = source.toString();
        return text.startsWith(source.artifact() + ":")
                ? text.substring(source.artifact().length() + 1)
                : "-";
    }

    private static String fields(Record value) {
        StringBuilder out = new StringBuilder();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field = get(component, value);
            String text = component.getName().equals("source") && field instanceof Source ? "" : text(field);
            if (!text.isEmpty()) {
                out.append(' ').append(component.getName()).append('=').append(text);
            }
        }
        return out.toString();
    }

    private static Object get(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Empty for what is absent. */
    private static String text(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.isPresent() ? text(optional.get()) : "";
            case Source source -> range(source);
            case Map<?, ?> map -> map.isEmpty() ? "" : sorted(map).toString();
            case Set<?> set -> set.isEmpty() ? "" : new TreeSet<>(set).toString();
            case List<?> list ->
                list.isEmpty()
                        ? ""
                        : list.stream().map(FactPrinter::text).toList().toString();
            case String text -> text;
            default ->
                value instanceof Record nested && plain(nested)
                        ? "{" + fields(nested).strip() + "}"
                        : value.toString();
        };
    }

    private static Map<Object, Object> sorted(Map<?, ?> map) {
        return new TreeMap<>(map);
    }

    /** Records of {@code net} print themselves; those nested in facts do not. */
    private static boolean plain(Record value) {
        return value.getClass().getPackageName().startsWith("io.packetwalk.fact");
    }
}

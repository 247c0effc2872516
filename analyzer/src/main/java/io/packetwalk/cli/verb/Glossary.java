package io.packetwalk.cli.verb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Words of ours and of the field, from {@code glossary.txt}: a line {@code term, other name}, then indented text. */
final class Glossary {
    private final Map<String, String> entries = new TreeMap<>();

    private Glossary() {}

    static Glossary load() throws IOException {
        return parse(Pages.read(Glossary.class, "glossary.txt"));
    }

    static Glossary parse(String text) {
        Glossary glossary = new Glossary();
        List<String> names = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith(" ")) {
                glossary.add(names, entry);
                names = List.of(line.strip().split(",\\s*", -1));
                entry = new StringBuilder();
            }
            entry.append(line.stripTrailing()).append('\n');
        }
        glossary.add(names, entry);
        return glossary;
    }

    private void add(List<String> names, StringBuilder entry) {
        names.forEach(name ->
                entries.put(name.toLowerCase(Locale.ROOT), entry.toString().strip() + "\n"));
    }

    List<String> terms() {
        return List.copyOf(entries.keySet());
    }

    Optional<String> entry(String term) {
        return Optional.ofNullable(entries.get(term.toLowerCase(Locale.ROOT)));
    }
}

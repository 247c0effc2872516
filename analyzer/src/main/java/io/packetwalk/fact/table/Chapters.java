package io.packetwalk.fact.table;

import io.packetwalk.evidence.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lines of one artifact under names, as the rules of chains are: kept as text, found by name, in order. A name may have a head, which is what declares it.
 *
 * @param <H> what a head says
 */
public final class Chapters<H> {

    private static final int NONE = -1;

    private final String artifact;
    private final Map<String, Chapter<H>> byName = new LinkedHashMap<>();
    private final List<Chapter<H>> chapters = new ArrayList<>();
    private final Texts texts = new Texts();

    /** First and last line, number of the chapter, and the next row of that chapter; the text has the number of the row. */
    private final Rows rows = new Rows(4);

    private @Nullable Chapter<H> current;

    private static final class Chapter<H> {
        private final String name;
        private final int number;
        private @Nullable H head;
        private int first = NONE;
        private int last = NONE;

        Chapter(String name, int number) {
            this.name = name;
            this.number = number;
        }
    }

    public Chapters(String artifact) {
        this.artifact = artifact;
    }

    /** Declares a name; the last declaration counts. */
    public void head(String name, H head) {
        chapter(name).head = head;
    }

    /** Appends what lines {@code from} to {@code to} say to the chapter of this name. */
    public void add(String name, long from, long to, String text) {
        Chapter<H> chapter = chapter(name);
        texts.add(text);
        int row = rows.add();
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at] = (int) from;
        page[at + 1] = (int) to;
        page[at + 2] = chapter.number;
        page[at + 3] = NONE;
        if (chapter.first == NONE) {
            chapter.first = row;
        } else {
            rows.page(chapter.last)[rows.at(chapter.last) + 3] = row;
        }
        chapter.last = row;
    }

    private Chapter<H> chapter(String name) {
        // The lines of a chapter mostly follow one another.
        Chapter<H> last = current;
        if (last != null && last.name.equals(name)) {
            return last;
        }
        Chapter<H> known = byName.get(name);
        if (known == null) {
            known = new Chapter<>(name, chapters.size());
            byName.put(name, known);
            chapters.add(known);
        }
        current = known;
        return known;
    }

    public String artifact() {
        return artifact;
    }

    /** All names, those without a head among them, in order of first sight. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    public Optional<H> head(String name) {
        Chapter<H> chapter = byName.get(name);
        return chapter == null ? Optional.empty() : Optional.ofNullable(chapter.head);
    }

    /** Number of rows, in all chapters. */
    public int size() {
        return rows.size();
    }

    public String name(int row) {
        return chapters.get(rows.page(row)[rows.at(row) + 2]).name;
    }

    public String text(int row) {
        return texts.get(row);
    }

    public Source source(int row) {
        return Source.lines(artifact, rows.page(row)[rows.at(row)], rows.page(row)[rows.at(row) + 1]);
    }

    /** What {@code read} makes of the rows of one chapter, in order. */
    public <T> List<T> all(String name, IntFunction<T> read) {
        Chapter<H> chapter = byName.get(name);
        List<T> found = new ArrayList<>();
        for (int row = chapter == null ? NONE : chapter.first; row != NONE; row = rows.page(row)[rows.at(row) + 3]) {
            found.add(read.apply(row));
        }
        return found;
    }

    /** What {@code read} makes of all rows, in file order, whenever one is looked at. */
    public <T> List<T> all(IntFunction<T> read) {
        return new View<>(rows::size, read);
    }
}

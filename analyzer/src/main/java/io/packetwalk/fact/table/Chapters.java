package io.packetwalk.fact.table;

import io.packetwalk.evidence.Source;
import java.nio.charset.StandardCharsets;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of one artifact under names, as the rules of chains are: kept as text, found by name, in order. A name may have a head, which is what declares it.
 *
 * <p>The dumps of two nodes differ in a few lines of hundreds of thousands. What is {@link #like} another one is told line by line, too; lines that stand there are
 * neither read nor kept again, and what differs is found whatever the order: the next lines of the other are tried, and where a chapter begins, the first of that chapter.
 *
 * @param <H> what a head says
 */
public final class Chapters<H> {

    /** No such line. */
    public static final int NONE = Sheet.NONE;

    /** So many lines of the other are tried: more than an update between two dumps inserts or removes in one place. */
    private static final int AHEAD = 16;

    private final String artifact;
    private final @Nullable Chapters<H> base;

    /** Chapters that the other does not have. */
    private final Map<String, Chapter> byName = new HashMap<>();

    private final List<Chapter> chapters = new ArrayList<>();
    private final Sheet heads;
    private final List<H> said = new ArrayList<>();
    private final Sheet rows;
    private final Texts texts = new Texts();

    /** Rows and heads of chapters of the other that differ here. */
    private final Map<Integer, int[]> changed = new HashMap<>();

    private final Map<Integer, Integer> redeclared = new HashMap<>();
    /** What others, that are like these, asked of all texts. */
    private final Map<String, Boolean> asked = new ConcurrentHashMap<>();

    /** Numbers of chapters in order of first sight, once somebody asked. */
    private volatile int @Nullable [] sight;

    private @Nullable Chapter current;
    private int nextHead;
    private int nextRow;

    public Chapters(String artifact) {
        this(artifact, null);
    }

    private Chapters(String artifact, @Nullable Chapters<H> base) {
        this.artifact = artifact;
        this.base = base;
        this.heads = new Sheet(base == null ? null : base.heads);
        this.rows = new Sheet(base == null ? null : base.rows);
    }

    /** Empty chapters of another artifact that will be told nearly the same. To be {@link #closed} when all is told. */
    public Chapters<H> like(String other) {
        return new Chapters<>(other, base == null ? this : base);
    }

    /** Declares a name; the last declaration counts. */
    public void head(String name, long line, H head) {
        Chapters<H> other = base;
        int number = chapter(name);
        if (other != null && number < other.chapters.size()) {
            Chapter known = other.chapters.get(number);
            begin(known);
            if (known.head != NONE
                    && heads.free(known.head)
                    && other.said.get(known.head).equals(head)) {
                takeHead(known.head, line);
                return;
            }
            redeclared.put(number, heads.size());
        } else {
            own(number).head = heads.size();
        }
        heads.add(line, number);
        said.add(head);
    }

    /** Appends what a line says to the chapter of this name. */
    public void add(String name, long line, String text) {
        int number = chapter(name);
        Chapters<H> other = base;
        if (other != null && number < other.chapters.size()) {
            Chapter known = other.chapters.get(number);
            int first = known.first;
            if (first != NONE && rows.free(first) && other.text(first).equals(text)) {
                take(first, line);
                return;
            }
            if (nextRow < first || nextRow > first + known.count) {
                begin(known);
            }
        } else {
            own(number).add(rows.size());
        }
        texts.add(text);
        rows.add(line, number);
    }

    /** The next head of the other, when this is its name and {@link #takeHead} may follow; {@link #NONE} otherwise. */
    public int sameHead(byte[] bytes, int from, int to) {
        Chapters<H> other = base;
        return other != null && heads.free(nextHead) && other.named(other.heads.chapter(nextHead), bytes, from, to)
                ? nextHead
                : NONE;
    }

    /** What a head of the other says. */
    public H saidThere(int head) {
        return there().said.get(head);
    }

    /** The name of a head of the other. */
    public String nameThere(int head) {
        Chapters<H> other = there();
        return other.chapters.get(other.heads.chapter(head)).name;
    }

    /** Appends a head of the other. */
    public void takeHead(int head, long line) {
        int number = there().heads.chapter(head);
        if (redeclared.containsKey(number) || there().chapters.get(number).head != head) {
            redeclared.put(number, heads.size());
        }
        begin(there().chapters.get(number));
        heads.take(head, line);
        nextHead = head + 1;
    }

    /** What comes next are the rows of a chapter, if any. */
    private void begin(Chapter there) {
        if (there.first != NONE) {
            nextRow = there.first;
        }
    }

    /** The row of the other that has this text, when one of the next has and {@link #take} may follow; {@link #NONE} otherwise. */
    public int same(byte[] bytes, int from, int to) {
        Chapters<H> other = base;
        for (int row = nextRow; other != null && row < nextRow + AHEAD && row < other.rows.size(); row++) {
            if (other.texts.is(row, bytes, from, to) && rows.free(row)) {
                return row;
            }
        }
        return NONE;
    }

    /** The name under which a row of the other stands. */
    public String chapterThere(int row) {
        Chapters<H> other = there();
        return other.chapters.get(other.rows.chapter(row)).name;
    }

    /** Appends a row of the other. */
    public void take(int row, long line) {
        rows.take(row, line);
        nextRow = row + 1;
    }

    private Chapters<H> there() {
        Chapters<H> other = base;
        if (other == null) {
            throw new IllegalStateException("like no other");
        }
        return other;
    }

    private boolean named(int number, byte[] bytes, int from, int to) {
        String name = chapters.get(number).name;
        return name.length() == to - from && name.equals(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    private int chapter(String name) {
        // The lines of a chapter mostly follow one another.
        Chapter last = current;
        if (last == null || !last.name.equals(name)) {
            last = base == null ? null : base.byName.get(name);
            last = last == null ? byName.get(name) : last;
            if (last == null) {
                last = new Chapter(name, (base == null ? 0 : base.chapters.size()) + chapters.size());
                byName.put(name, last);
                chapters.add(last);
            }
            current = last;
        }
        return last.number;
    }

    private Chapter own(int number) {
        return chapters.get(number - (base == null ? 0 : base.chapters.size()));
    }

    private Chapter chapterOf(int number) {
        Chapters<H> other = base;
        return other != null && number < other.chapters.size() ? other.chapters.get(number) : own(number);
    }

    /** All is told. The chapters to use from now on: these, or when too little is that of the other, all by themselves. Rows keep their numbers. */
    public Chapters<H> closed() {
        if (base == null) {
            return this;
        }
        if (2L * (heads.shared() + rows.shared()) < heads.size() + rows.size()) {
            return alone();
        }
        heads.close();
        rows.close();
        change(base);
        return this;
    }

    /** True when nothing is told by another one. */
    public boolean independent() {
        return base == null;
    }

    private Chapters<H> alone() {
        Chapters<H> alone = new Chapters<>(artifact);
        inOrder(
                head -> alone.head(chapterOf(heads.chapter(head)).name, heads.line(head), head(head)),
                row -> alone.add(name(row), rows.line(row), text(row)));
        return alone;
    }

    /** What differs: a chapter with lines of its own, and one whose lines do not all stand here in one run as they stand there. */
    private void change(Chapters<H> other) {
        BitSet differ = new BitSet();
        int known = other.chapters.size();
        for (Chapter each : other.chapters) {
            differ.set(each.number, each.scattered());
        }
        rows.missing(row -> differ.set(other.rows.chapter(row)));
        rows.runs((first, count, origin) -> {
            if (origin < 0) {
                for (int row = first; row < first + count; row++) {
                    differ.set(rows.chapter(row));
                }
            } else {
                Chapter start = other.chapters.get(other.rows.chapter(origin));
                Chapter end = other.chapters.get(other.rows.chapter(origin + count - 1));
                differ.set(start.number, differ.get(start.number) || start.first != origin);
                differ.set(end.number, differ.get(end.number) || end.first + end.count != origin + count);
            }
        });
        differ.clear(known, Math.max(known, differ.length()));
        if (differ.isEmpty()) {
            return;
        }
        Map<Integer, Chapter> all = new HashMap<>();
        rows.runs((first, count, origin) -> {
            for (int i = 0; i < count; i++) {
                int number = origin < 0 ? rows.chapter(first + i) : other.rows.chapter(origin + i);
                if (differ.get(number)) {
                    all.computeIfAbsent(number, key -> new Chapter("", key)).add(first + i);
                }
            }
        });
        differ.stream().forEach(number -> {
            Chapter one = all.get(number);
            int[] places = new int[one == null ? 0 : one.count];
            for (int i = 0; one != null && i < places.length; i++) {
                places[i] = one.row(i);
            }
            changed.put(number, places);
        });
    }

    public String artifact() {
        return artifact;
    }

    /** All names, those without a head among them, in order of first sight. */
    public Set<String> names() {
        return new Names();
    }

    private final class Names extends AbstractSet<String> {

        @Override
        public boolean contains(Object name) {
            return name instanceof String text && find(text).isPresent();
        }

        @Override
        public Iterator<String> iterator() {
            return numbers().mapToObj(number -> chapterOf(number).name).iterator();
        }

        @Override
        public int size() {
            return (int) numbers().count();
        }
    }

    /** All chapters in order of first sight. */
    private IntStream numbers() {
        if (base == null) {
            return IntStream.range(0, chapters.size());
        }
        int[] known = sight;
        if (known == null) {
            BitSet seen = new BitSet();
            IntStream.Builder order = IntStream.builder();
            IntConsumer see = number -> {
                if (!seen.get(number)) {
                    seen.set(number);
                    order.add(number);
                }
            };
            inOrder(head -> see.accept(heads.chapter(head)), row -> see.accept(rows.chapter(row)));
            known = order.build().toArray();
            sight = known;
        }
        return Arrays.stream(known);
    }

    /** What {@code read} makes of what declares each name, in order of first sight. */
    public <T> List<T> declarations(Declaration<H, T> read) {
        List<T> all = new ArrayList<>();
        numbers().forEach(number -> {
            Chapter chapter = chapterOf(number);
            int head = headRow(chapter);
            if (head != NONE) {
                all.add(read.of(chapter.name, Source.line(artifact, heads.line(head)), head(head)));
            }
        });
        return all;
    }

    /** What is made of a head. */
    public interface Declaration<H, T> {
        T of(String name, Source source, H head);
    }

    /** Whether some row holds these words. The texts of another one are looked through once. */
    public boolean says(String words) {
        Chapters<H> other = base;
        if (texts.any(words)) {
            return true;
        }
        return other != null
                && other.asked.computeIfAbsent(words, other.texts::any)
                && IntStream.range(0, rows.size()).anyMatch(row -> text(row).contains(words));
    }

    /** Names each head and each row in the order of their lines. */
    private void inOrder(IntConsumer head, IntConsumer row) {
        int heading = 0;
        for (int each = 0; each < rows.size(); each++) {
            while (heading < heads.size() && heads.line(heading) <= rows.line(each)) {
                head.accept(heading++);
            }
            row.accept(each);
        }
        while (heading < heads.size()) {
            head.accept(heading++);
        }
    }

    /** The chapter of a name, when something of it stands here. */
    private Optional<Chapter> find(String name) {
        Chapter chapter = base == null ? null : base.byName.get(name);
        if (chapter == null) {
            return Optional.ofNullable(byName.get(name));
        }
        return headRow(chapter) == NONE && count(chapter) == 0 ? Optional.empty() : Optional.of(chapter);
    }

    private boolean elsewhere(Chapter chapter) {
        return base != null && chapter.number < base.chapters.size();
    }

    private int headRow(Chapter chapter) {
        if (!elsewhere(chapter)) {
            return chapter.head;
        }
        Integer own = redeclared.get(chapter.number);
        return own != null ? own : chapter.head == NONE ? NONE : heads.rowOf(chapter.head);
    }

    private int count(Chapter chapter) {
        int[] places = elsewhere(chapter) ? changed.get(chapter.number) : null;
        return places == null ? chapter.count : places.length;
    }

    private H head(int head) {
        int origin = heads.originOf(head);
        return origin < 0 ? said.get(~origin) : there().said.get(origin);
    }

    /** What {@code read} makes of what declares a name. */
    public <T> Optional<T> head(String name, Declaration<H, T> read) {
        return find(name)
                .map(this::headRow)
                .filter(row -> row != NONE)
                .map(row -> read.of(name, Source.line(artifact, heads.line(row)), head(row)));
    }

    /** Number of rows, in all chapters. */
    public int size() {
        return rows.size();
    }

    public String name(int row) {
        return chapterOf(rows.chapter(row)).name;
    }

    public String text(int row) {
        int origin = rows.originOf(row);
        return origin < 0 ? texts.get(~origin) : there().texts.get(origin);
    }

    public Source source(int row) {
        return Source.line(artifact, rows.line(row));
    }

    /** What {@code read} makes of the rows of one chapter, in order. */
    public <T> List<T> all(String name, IntFunction<T> read) {
        List<T> found = new ArrayList<>();
        Chapter chapter = find(name).orElse(null);
        if (chapter == null) {
            return found;
        }
        int[] places = elsewhere(chapter) ? changed.get(chapter.number) : null;
        int first = places == null && elsewhere(chapter) && chapter.count > 0 ? rows.rowOf(chapter.first) : NONE;
        for (int i = 0; i < count(chapter); i++) {
            found.add(read.apply(places != null ? places[i] : first == NONE ? chapter.row(i) : first + i));
        }
        return found;
    }

    /** What {@code read} makes of all rows, in file order, whenever one is looked at. */
    public <T> List<T> all(IntFunction<T> read) {
        return new View<>(rows::size, read);
    }
}

package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.tree.PacketFields;
import io.packetwalk.capture.tree.PacketTree;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.intake.Reopened;
import io.packetwalk.report.Excerpt;
import io.packetwalk.report.Excerpts;
import io.packetwalk.report.PacketView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** Quotes cited lines: streams the bundle once more and stops when the last cited artifact was read. */
final class Quotation implements Excerpts {
    /** An object of a JSON dump may have thousands of lines; its beginning tells which one it is. */
    private static final int LONGEST = 40;

    /** What opens an object says nothing yet: so many lines more tell whose it is. */
    private static final int BODY = 18;

    private final Bundle bundle;

    Quotation(Bundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public Map<Source, Excerpt> around(SortedSet<Source> places, int context) {
        Map<String, List<Passage>> passages = new TreeMap<>();
        for (Source place : places) {
            passages.computeIfAbsent(place.artifact(), _path -> new ArrayList<>())
                    .add(Passage.around(place, context));
        }
        Map<Source, Excerpt> quoted = new TreeMap<>();
        if (passages.isEmpty()) {
            return quoted;
        }
        try {
            bundle.forEach(new Reader(passages, quoted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return quoted;
    }

    /** Reads the artifacts with passages, in whatever order the bundle has them. */
    private static final class Reader implements EntryVisitor {
        private final Map<String, List<Passage>> passages;
        private final Map<Source, Excerpt> quoted;
        private final Places places;
        private int read;

        Reader(Map<String, List<Passage>> passages, Map<Source, Excerpt> quoted) {
            this.passages = passages;
            this.quoted = quoted;
            this.places = new Places(passages.keySet());
        }

        @Override
        public boolean wants(String path) {
            return places.wants(path);
        }

        @Override
        public boolean entry(Entry entry) throws IOException {
            List<Passage> wanted = passages.getOrDefault(entry.artifact().path(), List.of());
            if (wanted.isEmpty()) {
                return true;
            }
            if (wanted.stream().anyMatch(passage -> passage.place().kind() == Source.Kind.PACKETS)) {
                summarise(wanted, new CaptureReader(entry.content()));
            } else if (Reopened.of(entry) instanceof Reopened.Text(Lines lines)) {
                fill(wanted, lines);
            }
            wanted.stream()
                    .filter(passage -> !passage.lines().isEmpty())
                    .forEach(passage -> quoted.put(passage.place(), passage.excerpt()));
            return ++read < passages.size();
        }

        /** Of packets, the first cited one is told in a line: a frame has no lines around it. */
        private static void summarise(List<Passage> wanted, CaptureReader capture) throws IOException {
            Map<Long, List<Passage>> byPacket = new TreeMap<>();
            wanted.forEach(passage -> byPacket.computeIfAbsent(passage.from(), _number -> new ArrayList<>())
                    .add(passage));
            int left = byPacket.size();
            while (left > 0 && capture.next()) {
                List<Passage> here = byPacket.getOrDefault(capture.frame().number, List.of());
                if (!here.isEmpty()) {
                    PacketTree tree = PacketFields.of(capture.frame());
                    here.forEach(passage -> {
                        passage.lines().add(tree.summary());
                        passage.packets().add(PacketViews.of(tree));
                    });
                    left--;
                }
            }
        }

        private static void fill(List<Passage> wanted, Lines lines) throws IOException {
            List<Passage> ahead = new ArrayList<>(wanted);
            ahead.sort(Comparator.comparingLong(Passage::from).reversed());
            List<Passage> open = new ArrayList<>();
            while (!(ahead.isEmpty() && open.isEmpty()) && lines.next()) {
                long number = lines.number();
                while (!ahead.isEmpty() && ahead.getLast().from() <= number) {
                    open.add(ahead.removeLast());
                }
                open.forEach(passage -> passage.lines().add(lines.text()));
                open.removeIf(passage -> passage.ends(number));
            }
        }

        @Override
        public void note(Note note) {
            // The first pass over the bundle reported it.
        }

        @Override
        public void restart() {
            quoted.clear();
            read = 0;
            passages.values()
                    .forEach(each -> each.forEach(passage -> {
                        passage.lines().clear();
                        passage.packets().clear();
                    }));
        }
    }

    /** A place with the lines around it, filled as they pass. */
    private record Passage(Source place, long from, long to, List<String> lines, List<PacketView> packets) {
        static Passage around(Source place, int context) {
            if (place.kind() == Source.Kind.PACKETS) {
                return new Passage(place, place.from(), place.from(), new ArrayList<>(), new ArrayList<>());
            }
            long last = Math.min(place.to(), place.from() + LONGEST - 1);
            return new Passage(
                    place,
                    Math.max(1, place.from() - context),
                    Math.max(1, last + context),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        boolean ends(long number) {
            return number >= to + (opens() ? BODY : 0);
        }

        /** True when the one cited line opens an object of JSON or an entry of a YAML list. */
        private boolean opens() {
            // A whole artifact is cited as line 0, which is none.
            int at = (int) (place.from() - from);
            if (place.from() != place.to() || at < 0 || at >= lines.size()) {
                return false;
            }
            String line = lines.get(at).strip();
            return line.endsWith("{") || line.endsWith("[") || line.startsWith("- ");
        }

        Excerpt excerpt() {
            return new Excerpt(
                    place.toString(),
                    place.artifact(),
                    from,
                    place.from(),
                    place.to(),
                    lines,
                    packets.isEmpty() ? null : packets.getFirst());
        }
    }
}

package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.collector.Catalogue;
import io.packetwalk.collector.Row;
import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.fact.system.ManifestFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the collector's manifests say about artifacts: why one is not there, when it was taken, whether it is whole. The manifest knows
 * better than content does: an empty file looks the same whether the table was empty or the command failed.
 */
final class Provenance {

    private final TreeMap<String, List<Reading>> readings = new TreeMap<>();

    /** Read only when a manifest or a nameless artifact asks for it: a capture alone needs none of it. */
    private static final class Known {
        static final Catalogue ALL = Catalogue.load();
    }

    private final Map<String, Long> sizes;

    private Provenance(List<Artifact> artifacts, List<Reading> all) {
        all.forEach(reading -> readings.computeIfAbsent(reading.artifact(), path -> new ArrayList<>())
                .add(reading));
        sizes = artifacts.stream().collect(Collectors.toMap(Artifact::path, Artifact::size, (a, b) -> a));
    }

    /** {@code readings} amended, and one more for each artifact that a manifest names but the bundle lacks; sorted by path. */
    static List<Reading> applied(List<Artifact> artifacts, List<Reading> readings) {
        Provenance provenance = new Provenance(artifacts, readings);
        // The facts of other formats are many, and some are put together when they are looked at.
        List<Reading> manifests = readings.stream()
                .filter(reading -> reading.format().equals(ManifestEntryFact.FORMAT))
                .toList();
        for (Reading manifest : manifests) {
            manifest.facts().stream()
                    .filter(ManifestFact.class::isInstance)
                    .map(ManifestFact.class::cast)
                    .filter(collection -> !collection.stopped().isEmpty())
                    .forEach(collection -> provenance.stopped(manifest, collection));
            String folder = manifest.artifact().substring(0, manifest.artifact().lastIndexOf('/') + 1);
            manifest.facts().stream()
                    .filter(ManifestEntryFact.class::isInstance)
                    .map(ManifestEntryFact.class::cast)
                    .filter(entry -> !entry.path().isEmpty())
                    .forEach(entry -> provenance.apply(folder + entry.path(), entry));
        }
        return provenance.readings.values().stream()
                .flatMap(List::stream)
                .map(Provenance::byItsPath)
                .toList();
    }

    /** Of what could not be read only its path tells what it would have been. */
    private static Reading byItsPath(Reading reading) {
        boolean nameless = reading.format().equals(ArtifactReader.UNKNOWN)
                && !reading.presence().readable();
        return nameless
                ? Known.ALL
                        .rowOf(reading.artifact())
                        .map(row -> Amended.format(reading, row.format()))
                        .orElse(reading)
                : reading;
    }

    /** What a collector had no time or room for is as little known as what failed. */
    private void stopped(Reading manifest, ManifestFact collection) {
        String why = "not tried, the collection ended early: " + collection.stopped();
        String folder = manifest.artifact().substring(0, manifest.artifact().lastIndexOf('/') + 1);
        long untried = 0;
        for (ManifestFact.LeftOut left : collection.leftOut()) {
            untried += left.ids().size();
            for (String id : left.ids()) {
                Known.ALL
                        .row(id)
                        .ifPresent(row -> paths(row, left.place())
                                .map(path -> folder + path)
                                .filter(path -> !readings.containsKey(path))
                                .forEach(path -> readings.put(path, List.of(untried(path, row, left.place(), why)))));
            }
        }
        String text = "The collection ended early (" + collection.stopped() + "): " + untried + " artifacts at "
                + collection.leftOut().size() + " places were not tried, none of them is known to be empty";
        readings.put(
                manifest.artifact(),
                readings.getOrDefault(manifest.artifact(), List.of()).stream()
                        .map(reading ->
                                Amended.note(reading, Note.warn("collection-stopped", collection.source(), text)))
                        .toList());
    }

    /** Where the collector would have put it; none for a namespace that is nobody's. */
    private static Stream<String> paths(Row row, Place place) {
        return switch (place) {
            case Place.Node node -> Stream.of(row.path(new io.packetwalk.collector.Place.Node(node.name())));
            case Place.Pod pod ->
                Stream.of(row.path(new io.packetwalk.collector.Place.Pod(pod.namespace(), pod.name())));
            case Place.Cluster _c -> Stream.of(row.path(new io.packetwalk.collector.Place.Cluster()));
            case Place.Outside _o -> Stream.of();
            case Place.Unplaced _u -> Stream.of();
        };
    }

    private static Reading untried(String path, Row row, Place place, String why) {
        return nothing(path, place, row.format(), new Presence.Failed(-1, why), Optional.empty(), List.of());
    }

    private void apply(String path, ManifestEntryFact entry) {
        String below = readings.ceilingKey(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            // An archive inside the bundle: its files stand for it.
            return;
        }
        readings.merge(
                path,
                List.of(absent(path, entry)),
                (there, _none) ->
                        there.stream().map(reading -> amended(reading, entry)).toList());
    }

    private Reading amended(Reading reading, ManifestEntryFact entry) {
        String path = reading.artifact();
        long size = sizes.getOrDefault(path, 0L);
        Reading amended = Amended.presence(reading, presence(reading, entry, size));
        Optional<Window> window = entry.window();
        if (window.isPresent()) {
            amended = Amended.window(amended, window.get());
        }
        if (!(entry.place() instanceof Place.Unplaced)) {
            amended = Amended.place(amended, entry.place());
        }
        if (size < entry.bytes()) {
            String text = "Has " + size + " bytes; the manifest says " + entry.bytes();
            amended = Amended.note(amended, Note.warn("artifact-truncated", Source.whole(path), text));
        }
        return amended;
    }

    private static Presence presence(Reading reading, ManifestEntryFact entry, long size) {
        if (size < entry.bytes()) {
            return new Presence.Truncated(size + " of " + entry.bytes() + " bytes");
        }
        if (reading.presence() instanceof Presence.Truncated) {
            return reading.presence();
        }
        boolean part = entry.truncated() || (size > 0 && !entry.state().equals("collected"));
        Presence said = said(entry);
        if (part && !said.readable()) {
            return new Presence.Truncated(why(entry));
        }
        if (entry.truncated()) {
            return new Presence.Truncated(why(entry));
        }
        // A command that ended well may still have printed an error text or masked values: the content's word stands.
        return said instanceof Presence.Collected ? reading.presence() : said;
    }

    private static Presence said(ManifestEntryFact entry) {
        return switch (entry.state()) {
            case "collected" -> new Presence.Collected();
            // The API server has no such kind: then there are no such objects either.
            case "empty", "not-served" -> new Presence.Empty();
            case "forbidden" -> new Presence.Refused(entry.stderr());
            case "skipped" -> new Presence.NotCollected(String.join(" ", entry.argv()));
            case "failed", "timed-out", "not-found" ->
                new Presence.Failed(entry.exit().orElse(-1), why(entry));
            default -> new Presence.Failed(entry.exit().orElse(-1), "unknown state " + entry.state());
        };
    }

    private static String why(ManifestEntryFact entry) {
        String how = switch (entry.state()) {
            case "timed-out" -> "stopped by its time limit";
            case "not-found" -> "the tool is not installed";
            default -> entry.truncated() ? "cut at its size limit" : "";
        };
        String said = entry.stderr().strip();
        return how.isEmpty() || said.isEmpty() ? how + said : how + ": " + said;
    }

    private static Reading absent(String path, ManifestEntryFact entry) {
        boolean lost = entry.bytes() > 0;
        Presence presence = lost ? new Presence.Truncated("named by the manifest, but not in the bundle") : said(entry);
        List<Note> notes = lost
                ? List.of(Note.warn(
                        "artifact-missing",
                        entry.source(),
                        path + " has " + entry.bytes() + " bytes by the manifest, but is not in the bundle"))
                : List.of();
        String format = entry.format().isEmpty() ? ArtifactReader.UNKNOWN : entry.format();
        return nothing(path, entry.place(), format, presence, entry.window(), notes);
    }

    private static Reading nothing(
            String path, Place place, String format, Presence presence, Optional<Window> window, List<Note> notes) {
        Coverage none = new Coverage(path, format, 0, 0, 0, 0, 0, 0);
        return new Reading(path, place, format, presence, window, none, List.of(), notes);
    }
}

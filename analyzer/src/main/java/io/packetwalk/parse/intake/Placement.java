package io.packetwalk.parse.intake;

import io.packetwalk.bundle.layout.Layout;
import io.packetwalk.bundle.layout.Layouts;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose artifact each reading is. In this order: the manifest (applied before), the path by its layout, the content's own word,
 * addresses and hostnames that match an API object, files of the same folder, of a log the pod it is named after. What none of them tells stays unplaced.
 */
final class Placement {

    private final List<Layout> layouts;
    private final Identities identities;

    private final Set<String> folders = new TreeSet<>();
    private final Hosts hosts;

    private Placement(List<Layout> layouts, List<Reading> readings) {
        this.layouts = layouts;
        this.identities = new Identities(readings);
        List<String> paths = readings.stream().map(Reading::artifact).toList();
        layouts.forEach(layout -> folders.addAll(layout.hosts(paths)));
        if (!layouts.stream().allMatch(Layout::oneHost)) {
            // Beside files of a whole cluster, the root is nobody's.
            folders.remove("");
        }
        this.hosts = new Hosts(readings, identities, this::ofHost);
    }

    static List<Reading> placed(List<Layout> layouts, List<Reading> readings) {
        Placement placement = new Placement(layouts, readings);
        List<Reading> placed = new ArrayList<>();
        for (Reading reading : readings) {
            placed.add(Amended.place(reading, placement.alone(reading)));
        }
        return placement.bySiblings(placement.byNetns(placed)).stream()
                .map(placement::byName)
                .toList();
    }

    /** A log that nothing else places is of the pod that it is named after. */
    private Reading byName(Reading reading) {
        return unplaced(reading) && reading.format().endsWith("-log")
                ? identities
                        .named(reading.artifact())
                        .map(place -> Amended.place(reading, place))
                        .orElse(reading)
                : reading;
    }

    private Place alone(Reading reading) {
        return byPath(reading).orElseGet(() -> byContent(reading));
    }

    private Optional<Place> byPath(Reading reading) {
        return Layouts.place(layouts, reading.artifact())
                .filter(place -> !(place instanceof Place.Unplaced))
                .map(place -> identities.known(place, reading.artifact()));
    }

    private Place byContent(Reading reading) {
        if (!unplaced(reading)) {
            return reading.place();
        }
        Optional<Place> betrayed = identities.betrayed(reading);
        // Of a host's own files all together tell which node it is, better than each alone.
        return ofHost(reading).isPresent() && betrayed.stream().allMatch(Place.Node.class::isInstance)
                ? ofHost(reading).flatMap(hosts::node).orElse(reading.place())
                : betrayed.orElse(reading.place());
    }

    /** The folder of the one-host bundle whose host's own this artifact is: not another network namespace's. */
    private Optional<String> ofHost(Reading reading) {
        return apart(reading) ? Optional.empty() : host(reading);
    }

    /** One network namespace, one place: the pod whose address one of its files shows is the others', too, when they agree. */
    private List<Reading> byNetns(List<Reading> readings) {
        Map<String, Set<Place>> owners = new HashMap<>();
        for (Reading reading : readings) {
            if (reading.place() instanceof Place.Pod pod) {
                Layouts.netns(layouts, reading.artifact())
                        .ifPresent(netns -> owners.computeIfAbsent(netns, _n -> new HashSet<>())
                                .add(pod));
            }
        }
        return readings.stream()
                .map(reading -> Optional.of(reading)
                        .filter(Placement::unplaced)
                        .flatMap(silent -> Layouts.netns(layouts, silent.artifact()))
                        .map(netns -> owners.getOrDefault(netns, Set.of()))
                        .filter(pods -> pods.size() == 1)
                        .map(pods -> Amended.place(reading, pods.iterator().next()))
                        .orElse(reading))
                .toList();
    }

    /**
     * One folder, one place: when all files of a folder whose content tells agree, the others are from there, too. Where names tell
     * ({@code node1.eth0.pcap}), files of several places share a folder and a silent one may be anybody's.
     */
    private List<Reading> bySiblings(List<Reading> readings) {
        Map<String, Optional<Place>> agreed = new HashMap<>();
        for (Reading reading : readings) {
            boolean told = reading.place() instanceof Place.Node || reading.place() instanceof Place.Pod;
            if (told && host(reading).isEmpty()) {
                boolean content = byPath(reading).isEmpty();
                Optional<Place> place = content ? Optional.of(reading.place()) : Optional.empty();
                agreed.merge(folder(reading), place, (a, b) -> a.equals(b) ? a : Optional.empty());
            }
        }
        List<Reading> placed = new ArrayList<>();
        for (Reading reading : readings) {
            Optional<Place> sibling = agreed.getOrDefault(folder(reading), Optional.empty());
            boolean silent =
                    unplaced(reading) && !apart(reading) && host(reading).isEmpty();
            placed.add(silent && sibling.isPresent() ? Amended.place(reading, sibling.get()) : reading);
        }
        return placed;
    }

    static boolean unplaced(Reading reading) {
        return reading.place() instanceof Place.Unplaced;
    }

    /** A path that says "of no node's own" is believed: a named network namespace is not its host's. */
    private boolean apart(Reading reading) {
        return Layouts.place(layouts, reading.artifact()).stream().anyMatch(Place.Unplaced.class::isInstance);
    }

    private static String folder(Reading reading) {
        return reading.artifact().substring(0, reading.artifact().lastIndexOf('/') + 1);
    }

    /** The folder of the one-host bundle that holds the artifact. */
    private Optional<String> host(Reading reading) {
        return folders.stream()
                .filter(reading.artifact()::startsWith)
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }
}

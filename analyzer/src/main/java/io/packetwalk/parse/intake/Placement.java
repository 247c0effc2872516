package io.packetwalk.parse.intake;

import io.packetwalk.bundle.layout.Layout;
import io.packetwalk.bundle.layout.Layouts;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose artifact each reading is. In this order: the manifest (applied before), the path by its layout, the content's own word,
 * addresses and hostnames that match an API object, files of the same folder. What none of them tells stays unplaced.
 */
final class Placement {

    private final List<Layout> layouts;
    private final Identities identities;

    private Placement(List<Layout> layouts, Identities identities) {
        this.layouts = layouts;
        this.identities = identities;
    }

    static List<Reading> placed(List<Layout> layouts, List<Reading> readings) {
        Placement placement = new Placement(layouts, new Identities(readings));
        List<Reading> placed = new ArrayList<>();
        for (Reading reading : readings) {
            placed.add(Amended.place(reading, placement.alone(reading)));
        }
        return placement.bySiblings(placed);
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
        return unplaced(reading) ? identities.betrayed(reading).orElse(reading.place()) : reading.place();
    }

    /**
     * One folder, one place: when all files of a folder whose content tells agree, the others are from there, too. Where names tell
     * ({@code node1.eth0.pcap}), files of several places share a folder and a silent one may be anybody's.
     */
    private List<Reading> bySiblings(List<Reading> readings) {
        boolean oneHost = layouts.stream().allMatch(Layout::oneHost);
        Map<String, Optional<Place>> agreed = new HashMap<>();
        for (Reading reading : readings) {
            if (reading.place() instanceof Place.Node || reading.place() instanceof Place.Pod) {
                boolean content = oneHost || byPath(reading).isEmpty();
                Optional<Place> place = content ? Optional.of(reading.place()) : Optional.empty();
                agreed.merge(folder(reading, oneHost), place, (a, b) -> a.equals(b) ? a : Optional.empty());
            }
        }
        List<Reading> placed = new ArrayList<>();
        for (Reading reading : readings) {
            Optional<Place> sibling = agreed.getOrDefault(folder(reading, oneHost), Optional.empty());
            placed.add(unplaced(reading) && sibling.isPresent() ? Amended.place(reading, sibling.get()) : reading);
        }
        return placed;
    }

    static boolean unplaced(Reading reading) {
        return reading.place() instanceof Place.Unplaced;
    }

    private static String folder(Reading reading, boolean oneHost) {
        return oneHost ? "" : reading.artifact().substring(0, reading.artifact().lastIndexOf('/') + 1);
    }
}

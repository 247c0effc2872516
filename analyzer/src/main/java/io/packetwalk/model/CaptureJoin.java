package io.packetwalk.model;

import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.CaptureFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives each capture its place and the interface it was taken on. */
final class CaptureJoin {

    private CaptureJoin() {}

    static List<CapturePoint> join(List<Reading> readings) {
        List<CapturePoint> points = new ArrayList<>();
        for (Reading reading : readings) {
            Optional<CaptureFact> capture = reading.facts().stream()
                    .filter(CaptureFact.class::isInstance)
                    .map(CaptureFact.class::cast)
                    .findFirst();
            capture.ifPresent(fact -> points.add(new CapturePoint(
                    reading.artifact(),
                    reading.place(),
                    device(reading.artifact(), fact),
                    fact,
                    fact.conversations())));
        }
        return List.copyOf(points);
    }

    /** The interface: the file's own word, else the last part of a name like {@code node.eth0.pcap}. */
    private static String device(String artifact, CaptureFact capture) {
        List<String> named = capture.interfaces().stream()
                .map(CaptureFact.CaptureInterface::name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (!named.isEmpty()) {
            return named.size() == 1 ? named.getFirst() : "";
        }
        String[] parts = artifact.substring(artifact.lastIndexOf('/') + 1).split("\\.", -1);
        return parts.length >= 3 ? parts[parts.length - 2] : "";
    }
}

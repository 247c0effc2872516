package io.packetwalk.model;

import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.system.ManifestEntryFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives each capture its place, the interface it was taken on, and what the manifest tells of how it was run. */
final class CaptureJoin {

    /** tcpdump's last words, on its standard error. */
    private static final Pattern DROPPED = Pattern.compile("(\\d{1,18}) packets? dropped by kernel");

    /** Options of tcpdump that take the next word (tcpdump(1)); {@code -w} and the like may also hold it themselves. */
    private static final String WITH_VALUE = "BcCEFGijmMrsTVwWyzZ";

    private CaptureJoin() {}

    static List<CapturePoint> join(List<Reading> readings) {
        Map<String, ManifestEntryFact> entries = new HashMap<>();
        readings.stream()
                .filter(reading -> reading.format().equals(ManifestEntryFact.FORMAT))
                .forEach(reading -> reading.facts().stream()
                        .filter(ManifestEntryFact.class::isInstance)
                        .map(ManifestEntryFact.class::cast)
                        .filter(entry -> entry.format().equals("pcap"))
                        .forEach(entry -> entries.put(folder(reading.artifact()) + entry.path(), entry)));
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
                    fact.conversations(),
                    Optional.ofNullable(entries.get(reading.artifact()))
                            .map(CaptureJoin::terms)
                            .orElse(CaptureTerms.UNKNOWN))));
        }
        return List.copyOf(points);
    }

    private static String folder(String artifact) {
        return artifact.substring(0, artifact.lastIndexOf('/') + 1);
    }

    private static CaptureTerms terms(ManifestEntryFact entry) {
        Matcher dropped = DROPPED.matcher(entry.stderr());
        return new CaptureTerms(
                entry.window(), filter(entry.argv()), dropped.find() ? Long.parseLong(dropped.group(1)) : -1);
    }

    /** What stands behind the options of a tcpdump command; nothing is told about other commands. */
    private static Optional<String> filter(List<String> argv) {
        if (argv.isEmpty() || !argv.getFirst().endsWith("tcpdump")) {
            return Optional.empty();
        }
        int at = 1;
        while (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
            String option = argv.get(at);
            if (option.startsWith("--") || option.equals("-F")) {
                return Optional.empty();
            }
            at += takesNext(option) ? 2 : 1;
        }
        return Optional.of(String.join(" ", argv.subList(Math.min(at, argv.size()), argv.size())));
    }

    /** Letters may stand together ({@code -ni any}); what follows one with a value is the value. */
    private static boolean takesNext(String option) {
        for (int i = 1; i < option.length(); i++) {
            if (WITH_VALUE.indexOf(option.charAt(i)) >= 0) {
                return i == option.length() - 1;
            }
        }
        return false;
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

package io.packetwalk.parse.intake;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.StderrFact;
import io.packetwalk.parse.ErrorText;
import io.packetwalk.parse.system.Stderr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What commands wrote to stderr, attached to the artifact they wrote on stdout. Applied before manifests: those know the exit status
 * and overrule.
 */
final class Complaints {

    /** Said by commands that did their work. */
    private static final List<Pattern> HARMLESS = List.of(
            Pattern.compile("^conntrack v\\S+ \\(conntrack-tools\\): \\d+ flow entries have been shown\\.$"),
            Pattern.compile("^# Warning: table \\S+ \\S+ is managed by iptables-nft, do not touch!$"),
            Pattern.compile("^# Warning: iptables-legacy tables present, use iptables-legacy(-save)? to see them$"),
            Pattern.compile("^No resources found( in \\S+ namespace)?\\.?$"),
            Pattern.compile("^Warning: .* is deprecated"),
            Pattern.compile("^Defaulted container "),
            // ss: only the cgroup column is missing.
            Pattern.compile("^Failed to (find|open) cgroup2"),
            Pattern.compile("^tcpdump: (listening on|verbose output|data link type) ?"),
            Pattern.compile("^tcpdump: WARNING: any: That device doesn't support promiscuous mode"),
            Pattern.compile("^\\(Promiscuous mode not supported on the \"any\" device\\)$"),
            Pattern.compile("^\\d+ packets? (captured|received by filter)$"),
            Pattern.compile("^0 packets? dropped by (kernel|interface)$"));

    private final Map<String, List<Reading>> readings = new TreeMap<>();

    private Complaints() {}

    /** {@code readings} amended, and one more for each artifact of which only stderr is there; sorted by path. */
    static List<Reading> applied(List<Reading> all) {
        Complaints complaints = new Complaints();
        all.forEach(reading -> complaints
                .readings
                .computeIfAbsent(reading.artifact(), path -> new ArrayList<>())
                .add(reading));
        for (Reading reading : all) {
            if (reading.artifact().endsWith(Stderr.ENDING)) {
                complaints.apply(reading);
            }
        }
        return complaints.readings.values().stream().flatMap(List::stream).toList();
    }

    private void apply(Reading stderr) {
        String path = stderr.artifact().substring(0, stderr.artifact().length() - Stderr.ENDING.length());
        List<StderrFact> serious = stderr.facts().stream()
                .filter(StderrFact.class::isInstance)
                .map(StderrFact.class::cast)
                .filter(line -> HARMLESS.stream()
                        .noneMatch(known -> known.matcher(line.text().strip()).find()))
                .toList();
        if (serious.isEmpty()) {
            return;
        }
        readings.put(
                path,
                readings.getOrDefault(path, List.of(nothing(path))).stream()
                        .map(about -> amended(about, serious))
                        .toList());
    }

    private static Reading amended(Reading about, List<StderrFact> serious) {
        boolean bare = about.coverage().lines() == 0 && about.facts().isEmpty();
        Reading amended = bare ? Amended.presence(about, failure(serious)) : about;
        for (StderrFact line : serious) {
            amended = Amended.note(amended, Note.warn("command-complained", line.source(), line.text()));
        }
        return amended;
    }

    /** Nothing on stdout and words on stderr: whatever the words are, this is no proof that there was nothing to print. */
    private static Presence failure(List<StderrFact> lines) {
        return lines.stream()
                .map(line -> ErrorText.of(line.text()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> new Presence.Failed(-1, lines.getFirst().text()));
    }

    private static Reading nothing(String path) {
        return new Reading(
                path,
                new Place.Unplaced(),
                ArtifactReader.UNKNOWN,
                new Presence.Failed(-1, ""),
                Optional.empty(),
                new Coverage(path, ArtifactReader.UNKNOWN, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(Note.hint(
                        "artifact-missing", Source.whole(path), "Only what its command wrote to stderr is there")));
    }
}

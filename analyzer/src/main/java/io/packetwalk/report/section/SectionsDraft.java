package io.packetwalk.report.section;

import io.packetwalk.check.Case;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.Ip;
import io.packetwalk.report.Traces;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Draws up the sections behind the answer. */
public final class SectionsDraft {
    private static final int TRIES = 6;

    private SectionsDraft() {}

    /**
     * All sections.
     *
     * @param walks walks of the report, in its order
     * @param readings what was read
     * @param notes every note about our reading
     * @param cited artifacts that something is cited from; asked for late, for it takes long to know
     * @param datapaths what is known to carry packets, of all nodes
     */
    public static Sections of(
            Case that,
            Diagnosis diagnosis,
            List<Walk> walks,
            List<Reading> readings,
            List<Note> notes,
            Supplier<Set<String>> cited,
            Collection<String> datapaths) {
        Set<ObjectRef> subjects = diagnosis.findings().stream()
                .flatMap(ranked -> ranked.finding().subjects().stream())
                .collect(Collectors.toSet());
        ServicesDraft.Drawn services = ServicesDraft.of(that, subjects);
        Pairs pairs = PairsDraft.of(that);
        return new Sections(
                TimelineDraft.of(that.cluster(), that.flows(), notes),
                LookupsDraft.of(that.flows().lookups(), that.cluster()),
                services.services(),
                NodeMatrixDraft.of(that.cluster(), services.programmed()),
                ReachDraft.of(that.cluster(), subjects, datapaths),
                comparisons(that, walks),
                hashes(readings, cited.get()),
                pairs);
    }

    /** For each walk that fails, one that works and differs in as little as possible: to the same server first, then from the same client. */
    private static List<Sections.Comparison> comparisons(Case that, List<Walk> walks) {
        List<Sections.Comparison> found = new ArrayList<>();
        for (int at = 0; at < walks.size(); at++) {
            Walk failing = walks.get(at);
            if (!failing.verdict().equals("DELIVERED")) {
                int index = at;
                working(that, failing, true)
                        .map(walk -> new Sections.Comparison(index, "another client, same server", Traces.of(walk)))
                        .or(() -> working(that, failing, false)
                                .map(walk ->
                                        new Sections.Comparison(index, "same client, another server", Traces.of(walk))))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Walk> working(Case that, Walk failing, boolean sameServer) {
        Optional<Ip> server = failing.resolution().address();
        Optional<Ip> client = failing.paths().stream()
                .flatMap(path -> path.steps().stream().limit(1))
                .map(step -> step.before().tuple().src().ip())
                .findFirst();
        return that.flows()
                .passing()
                .filter(flow -> flow.state() == Flow.State.OK
                        && flow.proto().equals(failing.question().proto()))
                .filter(flow -> sameServer
                        ? server.filter(flow.server().at().ip()::equals).isPresent()
                                && flow.server().at().port()
                                        == failing.question().port()
                        : client.filter(flow.client().at().ip()::equals).isPresent())
                .limit(TRIES)
                .flatMap(flow -> that.walks().of(flow).stream())
                .filter(walk -> walk.verdict().equals("DELIVERED"))
                .findFirst();
    }

    /** A manifest names files relative to its own folder. */
    private static Map<String, String> hashes(List<Reading> readings, Set<String> cited) {
        Map<String, String> hashes = new TreeMap<>();
        for (Reading reading : readings) {
            if (!reading.format().equals(ManifestEntryFact.FORMAT)) {
                continue;
            }
            String folder = reading.artifact().substring(0, reading.artifact().lastIndexOf('/') + 1);
            reading.facts().stream()
                    .filter(ManifestEntryFact.class::isInstance)
                    .map(ManifestEntryFact.class::cast)
                    .filter(entry -> !entry.sha256().isEmpty() && cited.contains(folder + entry.path()))
                    .forEach(entry -> hashes.put(folder + entry.path(), entry.sha256()));
        }
        return hashes;
    }
}

package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Place;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each probe of the lab passes, joined, the place where the lab's own eyes saw it last, and ends as its client observed. */
final class LastSeenTest {

    private static final Path SAMPLES = Path.of("..", "samples");

    /**
     * What a client calls each end of a flow. Of several tries that ended differently ("mixed") any will do; a name that could not be resolved is several
     * flows, whose end together is the lookup's.
     */
    private static final Map<String, Set<String>> OBSERVED = Map.of(
            "ok", Set.of("established", "dns-nxdomain"),
            "timeout", Set.of("no-reply", "half-open"),
            "dns_timeout", Set.of("no-reply"),
            "refused", Set.of("refused"),
            "dns_refused", Set.of("refused", "dns-error"),
            "unreachable", Set.of("icmp-error"),
            "reset", Set.of("reset"),
            "stall", Set.of("stalled"),
            "nxdomain", Set.of("dns-nxdomain"));

    record Probe(String id, String observed, String place, String device, String tuple) {
        String where() {
            return place + "/" + device + " " + tuple;
        }

        String client() {
            return tuple.substring(0, tuple.indexOf(" ->"));
        }
    }

    static Stream<Map.Entry<String, List<Probe>>> bundles() throws IOException {
        Map<String, List<Probe>> probes = new TreeMap<>();
        for (String line : Files.readAllLines(SAMPLES.resolve("truth/last-seen.tsv"))) {
            if (!line.startsWith("#")) {
                String[] cell = line.split("\t", -1);
                probes.computeIfAbsent(cell[0], _name -> new ArrayList<>())
                        .add(new Probe(
                                cell[1], cell[3], cell[4], cell[5], proto(cell) + " " + cell[6] + " -> " + cell[7]));
            }
        }
        return probes.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bundles")
    void aProbeIsSeenWhereTheLabSawItLast(Map.Entry<String, List<Probe>> bundle) throws IOException {
        Path path = SAMPLES.resolve("bundles/" + bundle.getKey() + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        Flows flows = Stitcher.stitch(ClusterJoin.join(Intake.of(opened, 2).readings()));
        for (Probe probe : bundle.getValue()) {
            List<Flow> passing = flows.all().stream()
                    .filter(flow -> flow.legs().stream().anyMatch(leg -> at(leg, probe)))
                    .toList();
            assertThat(passing).as(probe.toString()).isNotEmpty();
            // What two probes through one UDP socket have in common is one flow, which was seen last where the later
            // one was.
            Set<String> lasts = bundle.getValue().stream()
                    .filter(other -> other.client().equals(probe.client()))
                    .map(Probe::where)
                    .collect(Collectors.toSet());
            assertThat(passing)
                    .as("nothing behind the last place of %s", probe)
                    .allSatisfy(flow -> assertThat(lasts).contains(last(flow)));
            // Two probes through one UDP socket are one flow, which ends as the later one did.
            Set<String> ends = bundle.getValue().stream()
                    .filter(other -> other.tuple().equals(probe.tuple()))
                    .flatMap(other -> OBSERVED.getOrDefault(other.observed(), Set.of()).stream())
                    .collect(Collectors.toSet());
            if (!ends.isEmpty()) {
                assertThat(passing)
                        .as(probe.toString())
                        .extracting(flow -> flow.state().word())
                        .isSubsetOf(ends);
            }
        }
    }

    /** The last place that the client's packets passed; answers may come back another way. */
    private static String last(Flow flow) {
        Leg leg = flow.legs().stream()
                .filter(seen -> seen.kind() == Leg.Kind.CAPTURE && seen.forwardPackets() > 0)
                .reduce((one, next) -> next)
                .orElseThrow();
        return name(leg.place()) + "/" + leg.device() + " " + leg.tuple();
    }

    /** A probe that never got an address is known by its DNS datagrams. */
    private static String proto(String[] cell) {
        return cell[3].startsWith("dns_") ? "udp" : cell[2];
    }

    private static boolean at(Leg leg, Probe probe) {
        return leg.tuple().toString().equals(probe.tuple())
                && leg.device().equals(probe.device())
                && name(leg.place()).equals(probe.place());
    }

    private static String name(Place place) {
        return switch (place) {
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) -> "pod:" + namespace + "/" + name;
            case Place.Outside(String name) -> name;
            case Place.Cluster _c -> "";
            case Place.Unplaced _u -> "";
        };
    }
}

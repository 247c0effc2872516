package io.packetwalk.flow.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Stitcher;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captures of a real kernel: the hop between the points that saw a packet last and should have seen it next. What stopped it there the lab knows, because it did it. */
final class LossTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "forward-policy-drop     | 10.244.1.3:40000 | REQUEST | node/node2 flannel.1 | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "legacy-and-nft-mixed    | 10.244.1.3:40000 | REQUEST | node/node2 flannel.1 | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "netpol-ingress-deny     | 10.244.1.3:40000 | REQUEST | node/node2 flannel.1 | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "rp-filter-drop          | 10.244.1.3:40000 | REQUEST | node/node2 flannel.1 | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "vxlan-port-blocked      | 10.244.1.3:40000 | REQUEST | node/node2 eth0      | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "vxlan-port-blocked      | 10.244.2.3:40100 | ANSWER  | node/node2 eth0      | node/node2 cni0 | rules, routes and interfaces of node/node2",
                "mtu-underlay-1450       | 10.244.1.3:40200 | REQUEST | node/node1 eth0      | node/node2 eth0 | the network from node/node1 to node/node2",
                "mtu-underlay-1450       | 10.244.1.3:40100 | ANSWER  | node/node2 eth0      | node/node1 eth0 | the network from node/node2 to node/node1",
                "hostgw-missing-route    | 10.244.1.3:40000 | REQUEST | node/node1 eth0      | node/node2 eth0 | the network from node/node1 to node/node2",
            })
    void whatTheNextCaptureShouldHaveAndHasNotIsLostBetween(
            String bundle, String client, Loss.Way way, String after, String before, String inside) throws IOException {
        Loss loss = loss(flows(bundle, _reading -> true), client);

        assertThat(loss.kind()).isEqualTo(Loss.Kind.LOST);
        assertThat(loss.way()).isEqualTo(way);
        assertThat(loss.after().place() + " " + loss.after().device()).isEqualTo(after);
        assertThat(loss.before()).isEqualTo(before);
        assertThat(loss.inside()).containsExactly(inside);
        assertThat(loss.doubts()).isEmpty();
        assertThat(loss.sources()).hasSizeGreaterThan(1);
    }

    @Test
    void captureFilesThatTellNeitherDropsNorFilterProveNoLoss() throws IOException {
        Loss loss = loss(
                flows("forward-policy-drop", reading -> !reading.artifact().endsWith(".pcapng")), "10.244.1.3:40000");

        assertThat(loss.kind()).isEqualTo(Loss.Kind.LAST_SEEN);
        assertThat(loss.after().device()).isEqualTo("flannel.1");
        assertThat(loss.doubts()).anyMatch(doubt -> doubt.contains("does not tell how many packets it dropped"));
    }

    /** What a collector's manifest says of each capture's command is as good as statistics in the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "tcpdump -ni any                 | 0 packets dropped by kernel | LOST      | -",
                "tcpdump -ni any -s 128 -w x tcp | 0 packets dropped by kernel | LOST      | -",
                "tcpdump -ni any                 | 7 packets dropped by kernel | LAST_SEEN | is not whole",
                "tcpdump -ni any                 | killed                      | LAST_SEEN | does not tell how many packets it dropped",
                "tcpdump -ni any udp port 53     | 0 packets dropped by kernel | LAST_SEEN | leaves it out",
                "tshark -i any                   | 0 packets dropped by kernel | LAST_SEEN | is not known",
            })
    void theManifestTellsWhetherACaptureWasWhole(String command, String stderr, Loss.Kind kind, String doubt)
            throws IOException {
        Loss loss = loss(Stitcher.stitch(ClusterJoin.join(told(command, stderr))), "10.244.1.3:40000");

        assertThat(loss.kind()).isEqualTo(kind);
        if (doubt == null) {
            assertThat(loss.doubts()).isEmpty();
            assertThat(loss.before()).isEqualTo("any further interface of node/node2");
        } else {
            assertThat(loss.doubts()).anyMatch(text -> text.contains(doubt));
        }
    }

    /** The bundle without the captures that tell for themselves, and with a manifest for the others. */
    private static List<Reading> told(String command, String stderr) throws IOException {
        List<Reading> readings = new ArrayList<>(readings("forward-policy-drop").stream()
                .filter(reading -> !reading.artifact().endsWith(".pcapng"))
                .toList());
        Window always = new Window(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
        List<Fact> entries = readings.stream()
                .map(Reading::artifact)
                .filter(artifact -> artifact.endsWith(".pcap"))
                .<Fact>map(artifact -> new ManifestEntryFact(
                        Source.whole("manifest.json"),
                        artifact,
                        "capture",
                        "pcap",
                        new Place.Unplaced(),
                        List.of(command.split(" ")),
                        Optional.of(always),
                        OptionalInt.of(0),
                        "collected",
                        false,
                        1,
                        "",
                        stderr))
                .toList();
        readings.add(new Reading(
                "manifest.json",
                new Place.Cluster(),
                ManifestEntryFact.FORMAT,
                new Presence.Collected(),
                Optional.empty(),
                readings.getFirst().coverage(),
                entries,
                List.of()));
        return readings;
    }

    @Test
    void oneSideAloneNeverTellsOfLoss() throws IOException {
        Flows flows = flows(
                "forward-policy-drop",
                reading -> !reading.artifact().contains("pcap/")
                        || reading.artifact().contains("pcap/node1."));
        Loss loss = loss(flows, "10.244.1.3:40000");

        assertThat(loss.kind()).isEqualTo(Loss.Kind.LAST_SEEN);
        assertThat(loss.after().place()).hasToString("node/node1");
        assertThat(loss.before()).isEmpty();
    }

    @Test
    void aPodThatAServiceChoseForItselfIsNotReachedByLeavingIt() throws IOException {
        Loss loss = loss(flows("hairpin-off", _reading -> true), "10.244.2.5:40000");

        assertThat(loss.kind()).isEqualTo(Loss.Kind.LAST_SEEN);
        assertThat(loss.after().place()).hasToString("node/node2");
        assertThat(loss.after().device()).isEqualTo("cni0");
    }

    @Test
    void whatSucceededOrWasRefusedWasNotLost() throws IOException {
        assertThat(flows("healthy-baseline", _reading -> true).all())
                .allMatch(flow -> flow.loss().isEmpty());
        assertThat(flows("bind-localhost", _reading -> true).failed())
                .allMatch(flow -> flow.loss().isEmpty());
    }

    @Test
    void anAddressThatIsNoEndpointIsAnUnexpectedTranslation() throws IOException {
        List<Flow> odd = flows("stale-rules-one-node", _reading -> true).all().stream()
                .filter(flow -> flow.unexpected().isPresent())
                .toList();

        assertThat(odd).isNotEmpty().allSatisfy(flow -> {
            assertThat(flow.unexpected().orElseThrow().text())
                    .isEqualTo(
                            "svc/default/web (10.96.10.10:80) was translated to 10.244.2.4:8080, which is none of its 2 endpoints");
            assertThat(flow.unexpected().orElseThrow().sources()).hasSize(2);
        });
    }

    @ParameterizedTest
    @CsvSource({"healthy-baseline", "healthy-baseline-nft", "lab-healthy", "forward-policy-drop", "mtu-underlay-1450"})
    void translationsThatTheClusterExplainsAreNotUnexpected(String bundle) throws IOException {
        assertThat(flows(bundle, _reading -> true).all())
                .allMatch(flow -> flow.unexpected().isEmpty());
    }

    private static Loss loss(Flows flows, String client) {
        List<Flow> failed = flows.failed().stream()
                .filter(flow -> flow.client().at().toString().equals(client))
                .toList();
        assertThat(failed).as("failed flows of %s", client).hasSize(1);
        return failed.getFirst().loss().orElseThrow();
    }

    private static Flows flows(String bundle, Predicate<Reading> kept) throws IOException {
        Cluster cluster =
                ClusterJoin.join(readings(bundle).stream().filter(kept).toList());
        return Stitcher.stitch(cluster);
    }

    private static List<Reading> readings(String bundle) throws IOException {
        Path path = Path.of("..", "samples", "bundles", bundle + ".tar.gz");
        return Intake.of(Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0), 2)
                .readings();
    }
}

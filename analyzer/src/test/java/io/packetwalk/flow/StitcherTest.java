package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Place;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What captures of a real kernel show, joined: expectations are what the clients themselves reported. */
final class StitcherTest {

    @Test
    void oneFlowIsSeenAtEveryPointOfItsWayAndAcrossTranslation() throws IOException {
        Flow flow = toPort(flows("vxlan-port-blocked"), 8080).getFirst();
        assertThat(flow.state()).isEqualTo(Flow.State.NO_REPLY);
        assertThat(flow.nearest().place()).isEqualTo(new Place.Pod("default", "client-a"));
        assertThat(flow.legs()).extracting(Leg::device).contains("eth0", "cni0", "flannel.1");
        assertThat(flow.legs())
                .filteredOn(leg -> leg.tunnel().isPresent())
                .allSatisfy(leg -> assertThat(leg.tunnel().orElseThrow().type()).isEqualTo("vxlan"))
                .isNotEmpty();
    }

    @Test
    void theTranslatedDestinationComesFromTheFarthestPoint() throws IOException {
        List<Flow> refused = toPort(flows("wrong-targetport"), 80).stream()
                .filter(flow -> flow.state() == Flow.State.REFUSED)
                .toList();
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().server().object().orElseThrow()).hasToString("svc/default/solo");
        assertThat(refused.getFirst().translated().orElseThrow().at()).hasToString("10.244.2.5:9999");
    }

    @Test
    void aForwardersQuestionIsNotItsClientsFlow() throws IOException {
        Flows flows = flows("upstream-servfail");
        assertThat(flows.failed())
                .filteredOn(flow -> flow.server().at().toString().equals("192.168.56.53:53"))
                .allSatisfy(flow ->
                        assertThat(flow.client().object().orElseThrow().name()).startsWith("coredns"))
                .isNotEmpty();
        assertThat(flows.failed())
                .filteredOn(flow -> flow.client().object().toString().contains("client-a"))
                .allSatisfy(flow ->
                        assertThat(flow.server().object().orElseThrow()).hasToString("svc/kube-system/kube-dns"))
                .isNotEmpty();
    }

    @Test
    void aUdpSocketThatGetsNoMoreAnswersFailed() throws IOException {
        assertThat(flows("stale-conntrack-udp").failed()).singleElement().satisfies(flow -> {
            assertThat(flow.client().at().port()).isEqualTo(47000);
            assertThat(flow.state()).isEqualTo(Flow.State.NO_REPLY);
        });
    }

    @Test
    void largePacketsThatVanishStallAFlowWhileSmallOnesPass() throws IOException {
        Flows flows = flows("mtu-underlay-1450");
        // One lost large requests, the other large answers, which only the points near the server saw sent again.
        assertThat(flows.failed()).hasSize(2).extracting(Flow::state).containsOnly(Flow.State.STALLED);
        assertThat(toPort(flows, 8080)).extracting(Flow::state).contains(Flow.State.OK);
    }

    @Test
    void theQueriesOfOneNameAreOneLookup() throws IOException {
        List<Lookup> lookups = flows("ndots-amplification").lookups().stream()
                .filter(lookup -> lookup.clientObject().toString().contains("client-a"))
                .toList();
        assertThat(lookups).extracting(Lookup::name).containsExactly("www.example.com", "www.example.com.", "web");
        assertThat(lookups).extracting(lookup -> lookup.exchanges().size()).containsExactly(8, 2, 2);
        assertThat(lookups).allMatch(lookup -> lookup.outcome().equals("resolved"));
    }

    @Test
    void aHealthyClusterHasNoFailedFlow() throws IOException {
        assertThat(flows("healthy-baseline").failed()).isEmpty();
        assertThat(flows("lab-healthy").failed()).isEmpty();
    }

    private static List<Flow> toPort(Flows flows, int port) {
        return flows.all().stream()
                .filter(flow -> flow.server().at().port() == port)
                .toList();
    }

    private static Flows flows(String bundle) throws IOException {
        Path path = Path.of("..", "samples", "bundles", bundle + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        return Stitcher.stitch(ClusterJoin.join(Intake.of(opened, 2).readings()));
    }
}

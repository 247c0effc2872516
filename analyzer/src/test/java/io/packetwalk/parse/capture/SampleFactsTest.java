package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.ConversationFact.LinkDirection;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.TcpFact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the lab's kernels really did, as its truth files say, is what the facts say. */
final class SampleFactsTest {

    @Test
    void aPortWithoutListenerAnswersWithAReset() {
        Recorded pod = Recorded.of(SampleCaptures.one("wrong-targetport", "pod.default.solo-1.eth0.pcap"));

        TcpFact refused = tcp(pod, "tcp 10.244.1.3:40000 -> 10.244.2.5:9999");
        assertThat(refused.syns()).isEqualTo(1);
        assertThat(refused.synAcks()).isZero();
        assertThat(refused.established()).isFalse();
        assertThat(refused.resetBy()).isEqualTo(TcpFact.Side.SERVER);
        assertThat(refused.resetTtl()).isEqualTo(64);
        assertThat(refused.clientMss()).isEqualTo(1410);
    }

    @Test
    void anAnswerAloneStillTellsWhoTheServerIs() {
        Recorded bridge = Recorded.of(SampleCaptures.one("wrong-targetport", "node1.multi.pcapng"));

        assertThat(tcp(bridge, "tcp 10.244.1.3:40000 -> 10.96.10.20:80").resetBy())
                .isEqualTo(TcpFact.Side.SERVER);
    }

    @Test
    void insideAndOutsideOfATunnelAreTwoConversations() {
        Recorded node = Recorded.of(SampleCaptures.one("wrong-targetport", "node1.eth0.pcap"));

        ConversationFact inner = one(node, "tcp 10.244.1.3:40100 -> 10.244.2.5:8080");
        ConversationFact.Tunnel tunnel = inner.tunnel().orElseThrow();
        assertThat(tunnel.type()).isEqualTo("vxlan");
        assertThat(tunnel.vni()).isEqualTo(1);
        assertThat(inner.tcp().orElseThrow().established()).isTrue();
        List<ConversationFact> carriers = node.conversations().stream()
                .filter(ConversationFact::carrier)
                .filter(seen -> seen.tuple().dst().port() == 8472)
                .toList();
        assertThat(carriers).singleElement().satisfies(carrier -> {
            assertThat(carrier.tunnel()).isEmpty();
            assertThat(List.of(carrier.tuple().src().ip(), carrier.tuple().dst().ip()))
                    .contains(tunnel.outer().src().ip(), tunnel.outer().dst().ip());
            assertThat(carrier.forward().packets() + carrier.backward().packets())
                    .isEqualTo(node.conversations().stream()
                            .filter(seen -> seen.tunnel().isPresent())
                            .mapToLong(seen ->
                                    seen.forward().packets() + seen.backward().packets())
                            .sum());
        });
    }

    @Test
    void eachInterfaceOfAnAnyCaptureIsASightingOfItsOwn() {
        Recorded node = Recorded.of(SampleCaptures.one("wrong-targetport", "node1.any.pcap"));

        List<ConversationFact> sightings = all(node, "tcp 10.244.1.3:40100 -> 10.244.2.5:8080");
        assertThat(sightings).hasSizeGreaterThan(2);
        assertThat(sightings).extracting(ConversationFact::interfaceIndex).doesNotContain(-1);
        assertThat(sightings).allSatisfy(seen -> {
            assertThat(seen.tcp().orElseThrow().retransmitsForward()).isZero();
            assertThat(seen.tcp().orElseThrow().syns()).isEqualTo(1);
        });
        assertThat(sightings).extracting(ConversationFact::link).contains(LinkDirection.IN, LinkDirection.OUT);
    }

    @Test
    void aQuestionAndItsAnswerAreOneExchange() {
        Recorded pod = Recorded.of(SampleCaptures.one("wrong-targetport", "pod.default.client-a.eth0.pcap"));

        List<DnsExchange> exchanges =
                one(pod, "udp 10.244.1.3:56307 -> 10.96.0.10:53").dns();
        assertThat(exchanges).extracting(DnsExchange::qtype).containsExactly("A", "AAAA");
        DnsExchange a = exchanges.getFirst();
        assertThat(a.qname()).isEqualTo("solo.default.svc.cluster.local.");
        assertThat(a.rcode()).isEqualTo("NOERROR");
        assertThat(a.answers()).containsExactly("10.96.10.20");
        assertThat(a.queryPacket()).isEqualTo(4);
        assertThat(a.answerPacket()).isEqualTo(9);
        assertThat(a.micros()).isEqualTo(3158);
        assertThat(a.queries()).isEqualTo(1);
    }

    @Test
    void anUnansweredSynIsCountedEachTimeItIsSent() {
        Recorded pod = Recorded.of(SampleCaptures.one("vxlan-port-blocked", "pod.default.client-a.eth0.pcap"));

        assertThat(pod.conversations())
                .filteredOn(seen -> seen.tcp().isPresent() && seen.backward().packets() == 0)
                .isNotEmpty()
                .allSatisfy(seen -> {
                    TcpFact tcp = seen.tcp().orElseThrow();
                    assertThat(tcp.syns())
                            .isEqualTo((int) seen.forward().packets())
                            .isGreaterThan(1);
                    assertThat(tcp.synAcks()).isZero();
                    assertThat(tcp.resetBy()).isEqualTo(TcpFact.Side.NONE);
                });
    }

    @Test
    void anIcmpErrorStandsAtTheConversationItQuotes() {
        Recorded pod = Recorded.of(SampleCaptures.one("pods-not-ready", "pod.default.client-a.eth0.pcap"));

        assertThat(pod.conversations())
                .filteredOn(seen -> !seen.icmpErrors().isEmpty())
                .isNotEmpty()
                .allSatisfy(seen -> {
                    assertThat(seen.forward().packets()).isPositive();
                    IcmpErrorFact error = seen.icmpErrors().getFirst();
                    assertThat(error.quoted()).isEqualTo(seen.tuple());
                    assertThat(error.receiver()).isEqualTo(seen.tuple().src().ip());
                    assertThat(error.type()).isEqualTo(3);
                });
    }

    @Test
    void aSegmentTooLargeForThePathIsSentAgainAndNeverAcknowledged() {
        Recorded pod = Recorded.of(SampleCaptures.one("mtu-underlay-1450", "pod.default.client-a.eth0.pcap"));

        assertThat(pod.conversations())
                .filteredOn(seen -> seen.tcp().isPresent())
                .anySatisfy(seen -> {
                    TcpFact tcp = seen.tcp().orElseThrow();
                    assertThat(tcp.established()).isTrue();
                    assertThat(tcp.largestLostForward()).isGreaterThan(tcp.largestAckedForward());
                });
    }

    @Test
    void everyPacketOfEverySampleEndsInOneState() {
        SampleCaptures.all().forEach((name, bytes) -> {
            Recorded recorded = Recorded.of(bytes);
            assertThat(recorded.packets()).as(name).isEqualTo(recorded.capture().packets());
            assertThat(recorded.malformed).as(name).isEmpty();
            assertThat(recorded.unmodelled).as(name).isEmpty();
            assertThat(recorded.notes).as(name).isEmpty();
        });
    }

    private static ConversationFact one(Recorded recorded, String tuple) {
        List<ConversationFact> found = all(recorded, tuple);
        assertThat(found).as(tuple).hasSize(1);
        return found.getFirst();
    }

    private static List<ConversationFact> all(Recorded recorded, String tuple) {
        return recorded.conversations().stream()
                .filter(seen -> seen.tuple().toString().equals(tuple))
                .toList();
    }

    private static TcpFact tcp(Recorded recorded, String tuple) {
        return one(recorded, tuple).tcp().orElseThrow();
    }
}

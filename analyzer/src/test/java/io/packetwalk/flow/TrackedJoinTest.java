package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What joins the points of a connection when no handshake was captured: the node's connection table; and of a ping, what it carries. The captures begin in the middle of a
 * connection from a pod to a Service, whose address becomes a pod's and then, for the pod's node is not the client's, its source the node's. Answers take another way, so
 * that sequence numbers prove nothing.
 */
final class TrackedJoinTest {

    private static final String POD = "10.244.1.5:40000";
    private static final String SERVICE = "10.96.0.9:80";
    private static final String SERVER = "10.244.2.7:8080";
    private static final String NODE = "192.0.2.11:51234";

    private static final String ENTRY =
            "tcp      6 86300 ESTABLISHED src=10.244.1.5 dst=10.96.0.9 sport=40000 dport=80 src=10.244.2.7 dst=192.0.2.11 sport=8080 dport=51234 [ASSURED] mark=0 use=1\n";

    private static final String NODES = """
            {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"w1"},
            "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.11"},{"type":"Hostname","address":"w1"}]}}]}
            """;

    @Test
    void aConnectionTableJoinsWhatNoHandshakeDoes() throws IOException {
        List<Flow> flows = captures().with("nodes/w1/conntrack-L.txt", ENTRY).flows();

        assertThat(flows).singleElement().satisfies(flow -> {
            assertThat(flow.legs())
                    .filteredOn(leg -> leg.kind() == Leg.Kind.CAPTURE)
                    .hasSize(3);
            assertThat(flow.reached()).hasToString(SERVER);
        });
    }

    @Test
    void withoutItNothingProvesThatTheyAreOne() throws IOException {
        assertThat(captures().flows()).hasSize(3);
        assertThat(captures()
                        .with("nodes/w1/conntrack-L.txt", ENTRY.replace("sport=40000", "sport=40001"))
                        .flows())
                .hasSize(3);
    }

    @Test
    void anEntryDoesNotJoinConnectionsOfDifferentNumbers() throws IOException {
        List<Flow> flows = new Seen()
                .at("a.pcap", new Seen.Point().handshake(POD, SERVICE, 1000))
                .at("b.pcap", new Seen.Point().handshake(NODE, SERVER, 9000))
                .with("nodes/w1/conntrack-L.txt", ENTRY)
                .with("nodes.json", NODES)
                .flows();

        assertThat(flows).hasSize(2);
    }

    @Test
    void aPingIsOneWhoeverSendsItOn() throws IOException {
        List<Flow> flows = new Seen()
                .at("a.pcap", ping("10.244.1.5", "198.51.100.1"))
                .at("b.pcap", ping("192.0.2.11", "198.51.100.1"))
                .with("nodes.json", NODES)
                .flows();

        assertThat(flows)
                .singleElement()
                .satisfies(flow -> assertThat(flow.legs())
                        .extracting(Leg::tuple)
                        .extracting(tuple -> tuple.src().ip().toString())
                        .containsExactlyInAnyOrder("10.244.1.5", "192.0.2.11"));
    }

    @Test
    void pingsOfTwoPodsAreTwo() throws IOException {
        List<Flow> flows = new Seen()
                .at("a.pcap", ping("10.244.1.5", "198.51.100.1"))
                .at("b.pcap", ping("10.244.1.6", "198.51.100.1"))
                .with("nodes.json", NODES)
                .flows();

        assertThat(flows).hasSize(2);
    }

    @Test
    void whoIsTheClientDoesNotDependOnTheFirstPacketOfACapture() throws IOException {
        byte[] request = Seen.tcp(POD, SERVER, Seen.ACK, 77_000, 5_000, new byte[10]);
        byte[] answer = Seen.tcp(SERVER, POD, Seen.ACK, 5_000, 77_010, new byte[10]);
        List<Flow> flows = new Seen()
                .at("a.pcap", new Seen.Point().packet(request).packet(answer))
                .at("b.pcap", new Seen.Point().packet(answer))
                .flows();

        assertThat(flows).singleElement().satisfies(flow -> {
            assertThat(flow.client().at()).hasToString(POD);
            assertThat(flow.state()).isEqualTo(Flow.State.PARTIAL);
        });
    }

    /** The pod's interface sees one segment, the bridge behind it too; the wire sees it cut in two. */
    private static Seen captures() {
        return new Seen()
                .at("a.pcap", middle(POD, SERVICE, 2000))
                .at("b.pcap", middle(POD, SERVER, 2000))
                .at("c.pcap", middle(NODE, SERVER, 1000, 1000))
                .with("nodes.json", NODES);
    }

    private static Seen.Point middle(String client, String server, int... sizes) {
        Seen.Point point = new Seen.Point();
        int at = 77_000;
        for (int size : sizes) {
            point.packet(Seen.tcp(client, server, Seen.ACK, at, 5_000, new byte[size]));
            at += size;
        }
        return point;
    }

    private static Seen.Point ping(String from, String to) {
        byte[] payload = new byte[48];
        payload[3] = 77;
        return new Seen.Point()
                .packet(Frames.ip(from, to, 1, Frames.join("0800 0000 1234 0001", payload)))
                .packet(Frames.ip(to, from, 1, Frames.join("0000 0000 1234 0001", payload)));
    }
}

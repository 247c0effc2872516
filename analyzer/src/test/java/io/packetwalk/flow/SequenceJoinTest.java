package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that a capture began in the middle of, at both sides of a translation, and no table that tells of it: sequence numbers do, when both sides' agree. */
final class SequenceJoinTest {

    private static final String POD = "10.244.1.5:40000";
    private static final String SERVICE = "10.96.0.9:80";
    private static final String SERVER = "10.244.2.7:8080";
    private static final String NODE = "192.0.2.11:51234";

    private static final String NODES = """
            {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"w1"},
            "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.11"},{"type":"Hostname","address":"w1"}]}}]}
            """;

    private static final String OBJECTS = """
            {"apiVersion":"v1","kind":"List","items":[
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},
            "spec":{"clusterIP":"10.96.0.9","clusterIPs":["10.96.0.9"],"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080,"protocol":"TCP"}]}},
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop","labels":{"app":"web"}},
            "spec":{"nodeName":"w1"},"status":{"podIP":"10.244.2.7","podIPs":[{"ip":"10.244.2.7"}],"phase":"Running"}}]}
            """;

    @Test
    void equalNumbersOfBothSidesAreOneConnectionWhateverWasTranslated() throws IOException {
        assertThat(flows(talk(POD, SERVICE, 77_000, 5_000, 0), talk(NODE, SERVER, 77_000, 5_000, 0)))
                .singleElement()
                .satisfies(flow -> assertThat(flow.legs())
                        .filteredOn(leg -> leg.kind() == Leg.Kind.CAPTURE)
                        .hasSize(2));
    }

    @Test
    void onePointMayHaveSeenTheHandshake() throws IOException {
        Seen.Point whole = new Seen.Point().connection(POD, SERVICE, 1000, new byte[2000], new byte[300]);
        Seen.Point late = new Seen.Point()
                .later(3)
                .packet(Seen.tcp(NODE, SERVER, Seen.ACK, 1001, 1501, new byte[2000]))
                .packet(Seen.tcp(SERVER, NODE, Seen.ACK, 1501, 3001, new byte[300]));

        assertThat(flows(whole, late)).hasSize(1);
    }

    @Test
    void whereOnePointStoppedEarlierTheTranslationMustBeTheClusters() throws IOException {
        Seen.Point further = talk(NODE, SERVER, 77_000, 5_000, 60_000);

        assertThat(flows(talk(POD, SERVICE, 77_000, 5_000, 0), further)).hasSize(2);
        assertThat(new Seen()
                        .at("a.pcap", talk(POD, SERVICE, 77_000, 5_000, 0))
                        .at("b.pcap", talk(NODE, SERVER, 77_000, 5_000, 60_000))
                        .with("nodes.json", NODES)
                        .with("objects.json", OBJECTS)
                        .flows())
                .hasSize(1);
    }

    @Test
    void numbersOfOneSideProveNothing() throws IOException {
        assertThat(flows(talk(POD, SERVICE, 77_000, 5_000, 0), talk(NODE, SERVER, 77_000, 9_000, 0)))
                .hasSize(2);
        Seen.Point asks = new Seen.Point().packet(Seen.tcp(NODE, SERVER, Seen.ACK, 77_000, 5_000, new byte[2000]));
        assertThat(flows(talk(POD, SERVICE, 77_000, 5_000, 0), asks)).hasSize(2);
    }

    @Test
    void numbersThatDoNotTouchAreThoseOfTwoConnections() throws IOException {
        assertThat(new Seen()
                        .at("a.pcap", talk(POD, SERVICE, 77_000, 5_000, 0))
                        .at("b.pcap", talk(NODE, SERVER, 80_000, 5_000, 0))
                        .with("nodes.json", NODES)
                        .with("objects.json", OBJECTS)
                        .flows())
                .hasSize(2);
    }

    @Test
    void numbersMayWrap() throws IOException {
        long high = 0xffff_ff00L;

        assertThat(flows(talk(POD, SERVICE, high, 5_000, 0), talk(NODE, SERVER, high, 5_000, 0)))
                .hasSize(1);
    }

    private static List<Flow> flows(Seen.Point one, Seen.Point other) throws IOException {
        return new Seen()
                .at("a.pcap", one)
                .at("b.pcap", other)
                .with("nodes.json", NODES)
                .flows();
    }

    /** 2,000 bytes of the client, 300 of the server, and then {@code more} of the client, for which the server has 100. */
    private static Seen.Point talk(String client, String server, long seq, long answer, int more) {
        Seen.Point point = new Seen.Point()
                .packet(Seen.tcp(client, server, Seen.ACK, seq, answer, new byte[2000]))
                .packet(Seen.tcp(server, client, Seen.ACK, answer, seq + 2000, new byte[300]));
        return more == 0
                ? point
                : point.packet(Seen.tcp(client, server, Seen.ACK, seq + 2000, answer + 300, new byte[more]))
                        .packet(Seen.tcp(server, client, Seen.ACK, answer + 300, seq + 2000 + more, new byte[100]));
    }
}

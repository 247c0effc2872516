package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two pods have had the address that a flow went to; the flow was at 22:13:20 on 14 November 2023. */
final class TenantsTest {

    @ParameterizedTest(name = "a from {0} on ({1}), b from {2} on ({3}): {4}, perhaps {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                "2023-11-14T20:00:00Z, Running,   -,                    -,         pod/x/a, ''",
                "2023-11-14T23:00:00Z, Running,   -,                    -,         -,       ''",
                "2023-11-14T20:00:00Z, Succeeded, 2023-11-14T21:00:00Z, Running,   pod/x/b, ''",
                "2023-11-14T20:00:00Z, Succeeded, 2023-11-14T22:13:00Z, Running,   pod/x/b, pod/x/a",
                "2023-11-14T20:00:00Z, Succeeded, 2023-11-14T23:00:00Z, Running,   -,       pod/x/a",
                "2023-11-14T20:00:00Z, Succeeded, -,                    -,         -,       pod/x/a",
                "2023-11-14T20:00:00Z, Running,   2023-11-14T21:00:00Z, Running,   pod/x/a, pod/x/b",
                "2023-11-14T20:00:00Z, Failed,    2023-11-14T21:00:00Z, Succeeded, -,       pod/x/a pod/x/b",
            })
    void anAddressIsOfThePodThatHadItThen(
            String aCreated, String aPhase, String bCreated, String bPhase, String object, String possible)
            throws IOException {
        String pods = pod("a", aCreated, aPhase) + (bCreated == null ? "" : "," + pod("b", bCreated, bPhase));
        Flow flow = new Seen()
                .at("a.pcap", new Seen.Point().packet(Frames.udp("192.0.2.1", 5_000, "10.244.1.5", 99, new byte[8])))
                .with("pods.json", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + pods + "]}")
                .flows()
                .getFirst();

        assertThat(flow.server().object().map(Object::toString).orElse(null)).isEqualTo(object);
        assertThat(String.join(
                        " ",
                        flow.server().possible().stream().map(Object::toString).toList()))
                .isEqualTo(possible);
    }

    private static String pod(String name, String created, String phase) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","namespace":"x","creationTimestamp":"CREATED"},
                "spec":{"nodeName":"w1","containers":[]},"status":{"phase":"PHASE","podIP":"10.244.1.5"}}""".replace("NAME", name).replace("CREATED", created).replace("PHASE", phase);
    }
}

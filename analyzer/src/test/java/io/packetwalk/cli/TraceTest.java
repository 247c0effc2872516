package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static final String RULES = """
            *nat
            :PREROUTING ACCEPT [0:0]
            -A PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.0.2.1:6443
            COMMIT
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            -A FORWARD -s 10.9.9.9/32 -j DROP
            -A FORWARD -s 10.8.8.8/32 -j REJECT --reject-with icmp-port-unreachable
            COMMIT
            """;

    @TempDir
    private Path here = Path.of("");

    @Test
    void jsonHasTheFieldsOfTheContract() throws IOException {
        Ran ran = Ran.in(
                here,
                "trace",
                Ran.bundle("wrong-targetport"),
                "--from",
                "default/client-a",
                "--to",
                "svc/default/solo:http",
                "-o",
                "json");

        JsonNode trace = new ObjectMapper().readTree(ran.out());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(trace.at("/question/from").asText()).isEqualTo("pod/default/client-a");
        assertThat(trace.at("/question/to").asText()).isEqualTo("svc/default/solo:80");
        assertThat(trace.at("/resolution/outcome").asText()).isEqualTo("not-needed");
        assertThat(trace.at("/verdict").asText()).isEqualTo("REJECTED");
        assertThat(trace.at("/symptom").asText()).isEqualTo("refused");
        assertThat(trace.at("/paths/0/steps/0/n").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    pod/default/client-a | svc/default/sollo:80  | did you mean svc/default/solo
                    pod/default/client-x | svc/default/solo:80   | the bundle has no pod
                    node/nod1            | svc/default/solo:80   | did you mean node/node1
                    svc/default/solo     | svc/default/solo:80   | a Service sends nothing
                    default/client-a     | svc/default/solo:htp  | it has 80/tcp (http)
                    default/client-a     | 10.96.10.20           | say which port
                    default/client-a     | 10.96.10.20:80/tpc    | unknown protocol tpc
                    default/client-a     | ext:80                | is an address or a name
                    """)
    void unknownNamesGiveTheNearest(String from, String to, String says) {
        Ran ran = Ran.in(here, "trace", Ran.bundle("wrong-targetport"), "--from", from, "--to", to);

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(says);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "10.1.1.1,10.96.0.1:443,DELIVERED,192.0.2.1:6443,0",
        "10.1.1.1,10.96.0.1:80,DELIVERED,10.96.0.1:80,0",
        "10.9.9.9,10.96.0.1:443,DROPPED,192.0.2.1:6443,1",
        "10.8.8.8:1234,10.96.0.1:443/tcp,REJECTED,192.0.2.1:6443,1"
    })
    void bareRulesSayWhatTheyDoToAPacket(String from, String to, String verdict, String endpoint, int exit)
            throws IOException {
        Files.writeString(here.resolve("w1.rules"), RULES);

        Ran ran = Ran.in(here, "trace", "--rules", "w1.rules", "--from", from, "--to", to, "-o", "json");

        JsonNode trace = new ObjectMapper().readTree(ran.out());
        assertThat(trace.at("/verdict").asText()).isEqualTo(verdict);
        assertThat(trace.at("/paths/0/endpoint").asText()).isEqualTo(endpoint);
        assertThat(ran.exit()).isEqualTo(exit);
    }

    @Test
    void ruleFlagThatStandsTwiceCountsAsItStandsLast() throws IOException {
        Files.writeString(here.resolve("w1.rules"), RULES);
        String asked = "trace --rules w1.rules --from 10.1.1.1 --to 10.2.2.2:80";

        Ran once = Ran.in(here, (asked + " --mark 2").split(" ", -1));
        Ran twice = Ran.in(here, (asked + " --mark 1 --mark 2").split(" ", -1));

        assertThat(twice).isEqualTo(once);
        assertThat(once.err()).isEmpty();
    }

    @Test
    void fileWithoutRulesIsNotTakenForAnEmptyRuleSet() throws IOException {
        Files.writeString(here.resolve("poem.txt"), "Shall I compare thee to a summer's day?\n");

        Ran ran = Ran.in(here, "trace", "--rules", "poem.txt", "--from", "10.1.1.1", "--to", "10.2.2.2:80");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("poem.txt is no rule set");
    }
}

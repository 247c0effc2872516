package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which node a bundle of one host is of, beside an API dump and without one. */
class HostsTest {
    private static final Place NOBODY = new Place.Unplaced();
    private static final Place BLUE = new Place.Node("blue.corp.example");

    private static final String STATISTICS =
            "cpu=0   found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0\n";

    private final Map<String, String> files = new LinkedHashMap<>();

    @Test
    void addressTellsWhateverTheHostCallsItself() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        node("green", "192.0.2.8");
        host("a", "localhost.localdomain", "192.0.2.7");
        host("b", "localhost.localdomain", "192.0.2.8");

        assertThat(placeOf("a")).isEqualTo(BLUE);
        assertThat(placeOf("b")).isEqualTo(new Place.Node("green"));
    }

    @Test
    void addressWinsOverNameOfAnotherNode() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        node("green", "192.0.2.8");
        host("a", "green", "192.0.2.7");

        assertThat(placeOf("a")).isEqualTo(BLUE);
    }

    @Test
    void shortNameIsTheNodesInFull() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        host("a", "Blue", "");

        assertThat(placeOf("a")).isEqualTo(BLUE);
    }

    @Test
    void fullNameIsTheNodesShortOne() throws IOException {
        node("blue", "192.0.2.7");
        host("a", "blue.corp.example", "");

        assertThat(placeOf("a")).isEqualTo(new Place.Node("blue"));
    }

    @Test
    void shortNameOfTwoNodesTellsNothing() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        node("blue.lab.example", "192.0.2.8");
        host("a", "blue", "");

        assertThat(placeOf("a")).isEqualTo(NOBODY);
    }

    @Test
    void oneFullNameIsNotAnother() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        host("a", "blue.lab.example", "");

        assertThat(placeOf("a")).isEqualTo(NOBODY);
    }

    @Test
    void ofTwoHostsOfOneNameTheOneWithTheAddressIsTheNode() throws IOException {
        node("blue.corp.example", "192.0.2.7");
        host("a", "blue", "192.0.2.7");
        host("b", "blue", "192.0.2.99");

        assertThat(placeOf("a")).isEqualTo(BLUE);
        assertThat(placeOf("b")).isEqualTo(NOBODY);
    }

    @Test
    void ofTwoHostsOfOneNameAloneNeitherIs() throws IOException {
        node("blue", "192.0.2.7");
        host("a", "blue", "");
        host("b", "blue", "");

        assertThat(placeOf("a")).isEqualTo(NOBODY);
        assertThat(placeOf("b")).isEqualTo(NOBODY);
    }

    @Test
    void hostThatIsNoNodeIsNone() throws IOException {
        node("blue", "192.0.2.7");
        host("a", "bastion", "192.0.2.50");

        assertThat(placeOf("a")).isEqualTo(NOBODY);
    }

    @Test
    void withoutNodeObjectsAHostIsANodeOfItsOwnName() throws IOException {
        host("a", "blue.corp.example", "192.0.2.7");
        host("b", "green", "");

        assertThat(placeOf("a")).isEqualTo(BLUE);
        assertThat(placeOf("b")).isEqualTo(new Place.Node("green"));
    }

    @Test
    void withoutNodeObjectsTwoHostsOfOneNameAreNotMadeOne() throws IOException {
        host("a", "localhost", "192.0.2.7");
        host("b", "localhost", "192.0.2.8");

        assertThat(placeOf("a")).isEqualTo(NOBODY);
        assertThat(placeOf("b")).isEqualTo(NOBODY);
    }

    /** Files of a pod's network namespace, of which only the addresses tell the pod. */
    @Test
    void namespaceOfASosreportIsThePodsWhoseAddressItShows() throws IOException {
        node("blue", "192.0.2.7");
        host("a", "blue", "");
        pod("10.1.0.5");
        for (String netns : List.of("cni-1", "cni-2")) {
            files.put("a/sos_commands/conntrack/namespaces/" + netns + "/conntrack_-S", STATISTICS);
        }
        files.put("a/sos_commands/networking/namespaces/cni-1/ip_address", address("10.1.0.5"));

        assertThat(placeOf("a")).isEqualTo(new Place.Node("blue"));
        assertThat(placeAt("a/sos_commands/conntrack/namespaces/cni-1/conntrack_-S"))
                .isEqualTo(new Place.Pod("shop", "web"));
        assertThat(placeAt("a/sos_commands/conntrack/namespaces/cni-2/conntrack_-S"))
                .isEqualTo(NOBODY);
    }

    @Test
    void soIsOneThatOurCollectorCouldNotName() throws IOException {
        pod("10.1.0.5");
        files.put("b/nodes/blue/ip-link.json", "[]");
        files.put("b/nodes/blue/ip-route.json", "[]");
        for (String netns : List.of("cni-1", "cni-2")) {
            files.put("b/nodes/blue/netns/" + netns + "/conntrack-S.txt", STATISTICS);
        }
        files.put("b/nodes/blue/netns/cni-1/ip-addr.json", address("10.1.0.5"));

        assertThat(placeAt("b/nodes/blue/netns/cni-1/conntrack-S.txt")).isEqualTo(new Place.Pod("shop", "web"));
        assertThat(placeAt("b/nodes/blue/netns/cni-2/conntrack-S.txt")).isEqualTo(NOBODY);
    }

    private void pod(String ip) {
        files.put("api/namespaces/shop/core/pods.yaml", """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                spec:
                  nodeName: blue
                status:
                  phase: Running
                  podIP: %s
                """.formatted(ip));
    }

    private void node(String name, String address) {
        files.put("api/cluster-scoped-resources/core/nodes/" + name + ".yaml", """
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                status:
                  addresses:
                  - address: %s
                    type: InternalIP
                """.formatted(name, address));
    }

    /** A sosreport of its own; it shows no address where none is given. */
    private void host(String folder, String hostname, String address) {
        String sos = folder + "/sos_commands/";
        files.put(sos + "kernel/uname_-a", "Linux " + hostname + " 6.1.0 #1 SMP x86_64 GNU/Linux\n");
        files.put(sos + "conntrack/conntrack_-S", STATISTICS);
        if (!address.isEmpty()) {
            files.put(sos + "networking/ip_-d_address", address(address));
        }
    }

    private static String address(String address) {
        return """
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                    link/ether 02:00:00:00:00:07 brd ff:ff:ff:ff:ff:ff
                    inet %s/24 scope global eth0
                       valid_lft forever preferred_lft forever
                """.formatted(address);
    }

    /** Whose the folder's connection tracking is: a file that tells nothing itself. */
    private Place placeOf(String folder) throws IOException {
        return placeAt(folder + "/sos_commands/conntrack/conntrack_-S");
    }

    private Place placeAt(String path) throws IOException {
        Input input = new Input.Piped("-", new ByteArrayInputStream(Archives.tar(files)));
        Intake intake = Intake.of(Bundle.of(List.of(input), Limits.standard(), () -> 0), 2, Parsers.ALL);
        return IntakeTest.reading(intake, path).place();
    }
}

package io.packetwalk.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

    private final Catalogue catalogue = Catalogue.load();

    @ParameterizedTest
    @CsvSource({
        "nodes/worker-3/iptables-nft-save.txt, iptables-save",
        "nodes/worker-3/netns/cni-1f2e/iptables-nft-save.txt, iptables-save",
        "pods/blue/cart-7d4f/ip-link.json, ip-link",
        "pods/blue/cart-7d4f/resolv.conf, resolv-conf",
        "nodes/worker-3/resolv.conf, resolv-conf",
        "nodes/worker-3/cni/10-flannel.conflist, cni-conf",
        "kubectl/endpointslices.json, k8s-list",
        "logs/kube-system_coredns-7db6-x2.log, coredns-log",
        "logs/calico-system_calico-node-7db6x.previous.log, cni-log",
        "captures/worker-3.any.pcap, pcap",
        "captures/pod.blue.cart-7d4f.any.pcap, pcap",
    })
    void aPathHasTheFormatOfTheRowThatWritesIt(String path, String format) {
        assertThat(catalogue.rowOf(path)).map(Row::format).contains(format);
    }

    @ParameterizedTest
    @CsvSource({"ip-link.json", "nodes/w/x/ip-link.json", "nodes/w/ip-link.json.stderr", "nodes/w/ip-linkxjson"})
    void otherPathsHaveNoRow(String path) {
        assertThat(catalogue.rowOf(path)).isEmpty();
    }

    @Test
    void noTwoRowsWriteTheSamePlainPath() {
        Place pod = new Place.Pod("blue", "cart-1");
        Place node = new Place.Node("w1");
        Stream<String> paths = catalogue.rows().stream()
                .filter(row -> row.each().isEmpty())
                .map(row -> row.path(row.scope() == Scope.POD ? pod : node));
        assertThat(paths).doesNotHaveDuplicates();
    }

    @Test
    void aCommandIsReadyToPaste() {
        assertThat(catalogue.commandFor("link", new Place.Node("w1"))).contains("ip -j -p -d -s link show");
        assertThat(catalogue.commandFor("link", new Place.Pod("blue", "cart-1")))
                .contains("nsenter --net=/proc/PID/ns/net ip -j -p -d -s link show");
        assertThat(catalogue.commandFor("pod-resolv-conf", new Place.Pod("blue", "cart-1")))
                .contains("nsenter --net=/proc/PID/ns/net cat /proc/PID/root/etc/resolv.conf");
        assertThat(catalogue.commandFor("k8s-endpointslices", new Place.Cluster()))
                .contains("kubectl get endpointslices -A -o json");
        assertThat(catalogue.commandFor("coredns-log", new Place.Cluster()))
                .contains("kubectl get pods -n kube-system -l k8s-app=kube-dns -o name"
                        + " | xargs -I{} kubectl logs -n kube-system {} --timestamps --all-containers --tail=20000");
        assertThat(catalogue.commandFor("cni-log", new Place.Cluster()).orElseThrow())
                .startsWith("kubectl get pods -A -l 'k8s-app in (")
                .endsWith(" | while IFS=/ read -r first name; do kubectl logs -n \"$first\" \"$name\" --timestamps"
                        + " --all-containers --tail=20000; done");
        assertThat(catalogue.commandFor("ethtool-stats", new Place.Node("w1")))
                .contains("find /sys/class/net/ -type l '!' -lname '*devices/virtual*'"
                        + " | xargs -n1 basename | xargs -I{} ethtool -S {}");
        assertThat(catalogue.commandFor("sysctl", new Place.Node("w1")).orElseThrow())
                .startsWith("sysctl -a -r '^(net")
                .endsWith("'");
        assertThat(catalogue.commandFor("no-such-row", new Place.Cluster())).isEmpty();
    }

    @Test
    void nothingAsksForSecretsButForPublicCertificates() {
        assertThat(catalogue.rows())
                .filteredOn(row -> !row.id().equals("tls-certificates"))
                .allSatisfy(row -> assertThat(String.join(" ", row.argv()))
                        .doesNotContain("secret")
                        .doesNotContain("kubeconfig"));
    }

    @Test
    void onlyCapturesHavePayload() {
        assertThat(catalogue.rows())
                .allSatisfy(row -> assertThat(row.sensitivity() == Sensitivity.PAYLOAD)
                        .isEqualTo(row.timeout().isEmpty()));
    }

    @Test
    void aMalformedRowIsAMistake() {
        assertThatThrownBy(() -> Catalogue.parse("id\tnode\targv")).hasMessageContaining("9 columns");
        String row = "a\tnode\tuname\tnodes/{node}/a\tuname\t5\tnone\t-\t-\n";
        assertThatThrownBy(() -> Catalogue.parse(row + row)).hasMessageContaining("two rows");
    }
}

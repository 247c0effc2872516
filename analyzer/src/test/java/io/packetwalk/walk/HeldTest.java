package io.packetwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole bundles: connections that are there already, IPVS on nodes, and datapaths that no dump shows. */
class HeldTest {

    @TempDir
    java.nio.file.Path folder;

    private static Cluster cluster(java.nio.file.Path input) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(input)), Limits.standard(), () -> 0);
        return ClusterJoin.join(Intake.of(bundle, 2).readings());
    }

    private static Cluster sample(String name) throws IOException {
        return cluster(java.nio.file.Path.of("..", "samples", "bundles", name + ".tar.gz"));
    }

    private static Question fromClientA(Question.Target to, Proto proto, int port) {
        return new Question(new Question.Origin.InPod(ObjectRef.pod("default", "client-a")), to, proto, port, 0);
    }

    private static Question.Target service(String namespace, String name) {
        return new Question.Target.ToService(ObjectRef.service(namespace, name));
    }

    @Test
    void aPortWithAnEntryIsShownBesideTheRules() throws IOException {
        Walk walk =
                new Walker(sample("stale-conntrack-udp")).walk(fromClientA(service("shop", "echo"), Proto.UDP, 9000));

        assertThat(walk.symptom()).isEqualTo(Symptom.MIXED);
        assertThat(walk.paths()).allMatch(path -> path.symptom() == Symptom.OK);
        assertThat(walk.beside()).anySatisfy(path -> {
            assertThat(path.symptom()).isEqualTo(Symptom.TIMEOUT);
            assertThat(path.steps())
                    .anyMatch(step -> step.basis() == Basis.OBSERVED
                            && step.sources().stream()
                                    .anyMatch(source -> source.artifact().contains("conntrack")));
        });
    }

    @Test
    void tcpConnectionsThatExistAreNotHeldAgainstNewOnes() throws IOException {
        Walk walk = new Walker(sample("healthy-baseline")).walk(fromClientA(service("default", "web"), Proto.TCP, 80));

        assertThat(walk.beside()).isEmpty();
        assertThat(walk.symptom()).isEqualTo(Symptom.OK);
    }

    @Test
    void ipvsTakesServicesOutOfInputAndAnswersComeBack() throws IOException {
        Walk walk = new Walker(sample("ipvs-synthetic")).walk(fromClientA(service("default", "web"), Proto.TCP, 80));

        assertThat(walk.verdict()).isEqualTo("DELIVERED");
        assertThat(walk.symptom()).isEqualTo(Symptom.OK);
        assertThat(walk.paths()).hasSize(2);
        assertThat(walk.paths())
                .allSatisfy(path -> assertThat(path.steps())
                        .filteredOn(step -> step.node().equals("node1"))
                        .noneMatch(step -> step.hook().equals("forward")));
    }

    @Test
    void ipvsWithoutServersRefusesWithoutItsPortTheSetsDo() throws IOException {
        Walker walker = new Walker(sample("ipvs-synthetic"));

        Walk local = walker.walk(fromClientA(new Question.Target.ToNode("node1"), Proto.TCP, 30081));
        assertThat(local.symptom()).isEqualTo(Symptom.REFUSED);
        Walk port = walker.walk(fromClientA(service("default", "web"), Proto.TCP, 81));
        assertThat(port.symptom()).isEqualTo(Symptom.REFUSED);
    }

    @Test
    void hostProcessesReachServicesThroughIpvs() throws IOException {
        Question question =
                new Question(new Question.Origin.OnNode("node3"), service("default", "web"), Proto.TCP, 80, 0);
        Walk walk = new Walker(sample("ipvs-synthetic")).walk(question);

        assertThat(walk.symptom()).isEqualTo(Symptom.OK);
        assertThat(walk.paths()).allMatch(io.packetwalk.walk.Path::masqueraded);
    }

    @Test
    void nothingIsClaimedOfADatapathThatNoDumpShows() throws IOException {
        java.nio.file.Path node = Files.createDirectories(folder.resolve("nodes/n1"));
        Files.writeString(node.resolve("ip-addr.txt"), """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
                    inet 127.0.0.1/8 scope host lo
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                    inet 192.0.2.11/24 scope global eth0
                3: cilium_host@cilium_net: <BROADCAST,MULTICAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default
                    inet 10.0.1.20/32 scope global cilium_host
                """);
        Files.writeString(node.resolve("ip-route.txt"), "default via 192.0.2.1 dev eth0\n");
        Files.writeString(node.resolve("iptables-save.txt"), "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n");
        Question question = new Question(
                new Question.Origin.OnNode("n1"),
                new Question.Target.ToAddress(io.packetwalk.net.Ip.of("10.96.0.10")),
                Proto.TCP,
                53,
                0);
        Walk walk = new Walker(cluster(folder)).walk(question);

        assertThat(walk.verdict()).isEqualTo("UNDETERMINED");
        assertThat(walk.paths().getFirst().missing())
                .anyMatch(missing -> missing.command().contains("cilium-dbg bpf lb list"));
    }

    @Test
    void anEchoThatHasAnEntryGoesWhereTheEntrySays() throws IOException {
        java.nio.file.Path node = Files.createDirectories(folder.resolve("nodes/n1"));
        Files.writeString(node.resolve("ip-addr.txt"), """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
                    inet 127.0.0.1/8 scope host lo
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                    inet 192.0.2.11/24 scope global eth0
                """);
        Files.writeString(node.resolve("ip-route.txt"), "default via 192.0.2.1 dev eth0\n");
        Files.writeString(node.resolve("iptables-save.txt"), "*filter\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n");
        Files.writeString(node.resolve("conntrack.txt"), """
                icmp     1 29 src=192.0.2.11 dst=203.0.113.9 type=8 code=0 id=7 src=198.51.100.9 dst=192.0.2.11 type=0 code=0 id=7 mark=0 use=1
                icmp     1 29 src=192.0.2.11 dst=203.0.113.9 type=8 code=0 id=8 src=203.0.113.9 dst=192.0.2.11 type=0 code=0 id=8 mark=0 use=1
                """);
        Walker walker = new Walker(cluster(folder));

        assertThat(walker.walk(echo(7)).paths().getFirst().endpoint())
                .hasValueSatisfying(at -> assertThat(at.ip()).hasToString("198.51.100.9"));
        assertThat(walker.walk(echo(8)).paths().getFirst().endpoint())
                .hasValueSatisfying(at -> assertThat(at.ip()).hasToString("203.0.113.9"));
        assertThat(walker.walk(echo(9)).paths().getFirst().steps()).noneMatch(step -> step.basis() == Basis.OBSERVED);
    }

    private static Question echo(int id) {
        return new Question(
                new Question.Origin.OnNode("n1"),
                new Question.Target.ToAddress(io.packetwalk.net.Ip.of("203.0.113.9")),
                Proto.ICMP,
                0,
                0,
                id);
    }
}

package io.packetwalk.walk.travel;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a tunnel between them: n1 is 192.0.2.11 and sends to 10.0.2.1 (fd00:2::1) of n2, 192.0.2.12. */
class TunnelsTest {

    private static final String KEY_1 = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";
    private static final String KEY_2 = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

    private static final String NO_RULES =
            "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

    @TempDir
    private Path folder;

    /**
     * A tunnel.
     *
     * @param one the device's own line on n1
     * @param other the same on n2
     * @param says verdict, and a part of the reason or of a step
     */
    private record Row(String holds, String one, String other, String says) {
        boolean v6() {
            return one.startsWith("sit");
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row(
                    "GRE",
                    "gre remote 192.0.2.12 local 192.0.2.11 ttl inherit",
                    "gre remote 192.0.2.11 local 192.0.2.12 ttl inherit",
                    "DELIVERED GRE: inside gre 192.0.2.11"),
            new Row(
                    "GRE whose other end is for somebody else",
                    "gre remote 192.0.2.12 local 192.0.2.11 ttl inherit",
                    "gre remote 192.0.2.99 local 192.0.2.12 ttl inherit",
                    "DROPPED n2 has no GRE device"),
            new Row(
                    "IP in IP without a remote address sends to the next hop",
                    "ipip any remote any local any ttl inherit",
                    "ipip any remote any local any ttl inherit",
                    "DELIVERED IP in IP: inside"),
            new Row(
                    "IPv6 in IPv4",
                    "sit ip6ip remote 192.0.2.12 local 192.0.2.11 ttl inherit",
                    "sit ip6ip remote 192.0.2.11 local 192.0.2.12 ttl inherit",
                    "DELIVERED IP in IP: inside"),
            new Row(
                    "Geneve",
                    "geneve id 5 remote 192.0.2.12 dstport 6081 noudpcsum",
                    "geneve id 5 remote 192.0.2.11 dstport 6081 noudpcsum",
                    "DELIVERED Geneve 5: inside udp to 192.0.2.12:6081"),
            new Row(
                    "Geneve of another network",
                    "geneve id 5 remote 192.0.2.12 dstport 6081",
                    "geneve id 6 remote 192.0.2.11 dstport 6081",
                    "DROPPED n2 has no Geneve device"),
            new Row(
                    "Geneve at another port",
                    "geneve id 5 remote 192.0.2.12 dstport 6081",
                    "geneve id 5 remote 192.0.2.11 dstport 6082",
                    "DROPPED n2 has no Geneve device"),
            new Row(
                    "Geneve whose other end programs choose",
                    "geneve external dstport 6081",
                    "geneve external dstport 6081",
                    "UNDETERMINED programs or routes choose it"),
            new Row("a kind nobody evaluates", "gretap remote 192.0.2.12", "gretap", "UNDETERMINED not evaluated"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Path place = Files.createTempDirectory(folder, "row");
                    String hop = row.one().startsWith("ipip")
                            ? "10.0.2.0/24 via 192.0.2.12 dev tun0 onlink"
                            : "10.0.2.0/24 dev tun0";
                    node(place, "n1", 1, row.one(), hop);
                    node(
                            place,
                            "n2",
                            2,
                            row.other(),
                            row.one().startsWith("ipip")
                                    ? "10.0.1.0/24 via 192.0.2.11 dev tun0 onlink"
                                    : "10.0.1.0/24 dev tun0");
                    assertThat(said(walk(place, row.v6() ? "fd00:2::1" : "10.0.2.1", 0)))
                            .startsWith(row.says().split(" ", 2)[0])
                            .contains(row.says().split(" ", 2)[1]);
                }));
    }

    @Test
    void aFirewallAtTheOtherEndDropsTheTunnelPacket() throws IOException {
        node(folder, "n1", 1, "gre remote 192.0.2.12 local 192.0.2.11", "10.0.2.0/24 dev tun0");
        Path other = node(folder, "n2", 2, "gre remote 192.0.2.11 local 192.0.2.12", "10.0.1.0/24 dev tun0");
        Files.writeString(
                other.resolve("iptables-save.txt"), NO_RULES.replace("COMMIT", "-A INPUT -p gre -j DROP\nCOMMIT"));

        Walk walk = walk(folder, "10.0.2.1", 0);

        assertThat(walk.verdict()).isEqualTo("DROPPED");
        assertThat(walk.paths().getFirst().by())
                .extracting(Object::toString)
                .containsExactly("nodes/n2/iptables-save.txt:5");
    }

    @Test
    void headersOfTheTunnelCountAgainstTheUnderlaysMtu() throws IOException {
        node(folder, "n1", 1, "geneve id 5 remote 192.0.2.12 dstport 6081", "10.0.2.0/24 dev tun0");
        node(folder, "n2", 2, "geneve id 5 remote 192.0.2.11 dstport 6081", "10.0.1.0/24 dev tun0");

        assertThat(said(walk(folder, "10.0.2.1", 1000))).startsWith("DELIVERED");
        // 1400 is the tunnel's MTU: inside 20 + 8 + 8 + 14 more, and ping adds 28 itself.
        assertThat(walk(folder, "10.0.2.1", 5000).paths().getFirst().missing())
                .anySatisfy(missing -> assertThat(missing.command()).isEqualTo("ping -c 3 -M do -s 1422 n2  # on n1"));
    }

    /** What {@code wg show} says of both ends. */
    private Walk wireGuard(String one, String other) throws IOException {
        Path first = node(folder, "n1", 1, "wireguard", "10.0.2.0/24 dev tun0");
        Path second = node(folder, "n2", 2, "wireguard", "10.0.1.0/24 dev tun0");
        if (!one.isEmpty()) {
            Files.writeString(
                    first.resolve("wg-show.txt"),
                    "interface: tun0\n  public key: " + KEY_1 + "\n  listening port: 51820\n\n" + one);
            Files.writeString(
                    second.resolve("wg-show.txt"),
                    "interface: tun0\n  public key: " + KEY_2 + "\n  listening port: 51820\n\n" + other);
        }
        return walk(folder, "10.0.2.1", 0);
    }

    private static String peer(String key, String endpoint, String allowed) {
        return "peer: " + key + "\n" + (endpoint.isEmpty() ? "" : "  endpoint: " + endpoint + "\n") + "  allowed ips: "
                + allowed + "\n  latest handshake: 1 minute, 2 seconds ago\n";
    }

    @Test
    void wireGuardSendsToThePeerThatIsAllowedTheDestination() throws IOException {
        Walk walk = wireGuard(
                peer(KEY_2, "192.0.2.12:51820", "10.0.2.0/24"), peer(KEY_1, "192.0.2.11:51820", "10.0.0.0/16"));

        assertThat(said(walk)).startsWith("DELIVERED").contains("WireGuard: inside udp to 192.0.2.12:51820");
    }

    @Test
    void wireGuardWithoutSuchAPeerTellsTheSender() throws IOException {
        Walk walk = wireGuard(
                peer(KEY_2, "192.0.2.12:51820", "10.0.3.0/24"), peer(KEY_1, "192.0.2.11:51820", "10.0.0.0/16"));

        assertThat(said(walk)).startsWith("REJECTED").contains("no peer of tun0 on n1 is allowed 10.0.2.1");
    }

    @Test
    void wireGuardTakesFromAPeerOnlyWhatThatPeerMaySend() throws IOException {
        Walk walk = wireGuard(
                peer(KEY_2, "192.0.2.12:51820", "10.0.2.0/24"), peer(KEY_1, "192.0.2.11:51820", "10.9.0.0/24"));

        assertThat(said(walk)).startsWith("DROPPED").contains("does not take 10.0.1.1 from this peer");
    }

    @Test
    void wireGuardDoesNotListenToStrangers() throws IOException {
        Walk walk = wireGuard(
                peer(KEY_2, "192.0.2.12:51820", "10.0.2.0/24"),
                peer("TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=", "192.0.2.11:51820", "10.0.0.0/16"));

        assertThat(said(walk)).startsWith("DROPPED").contains("no peer with the key of the sender");
    }

    @Test
    void wireGuardThatNobodyDumpedIsUndetermined() throws IOException {
        assertThat(said(wireGuard("", ""))).startsWith("UNDETERMINED").contains("wg show was not dumped");
    }

    /** The dumps of a node whose tunnel device is {@code tun0}. */
    private static Path node(Path folder, String name, int number, String kind, String route) throws IOException {
        Path node = Files.createDirectories(folder.resolve("nodes/" + name));
        Files.writeString(node.resolve("ip-link.txt"), """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
                    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:00:0%d brd ff:ff:ff:ff:ff:ff promiscuity 0
                3: tun0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1400 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
                    link/none promiscuity 0
                    %s
                """.formatted(number, kind));
        Files.writeString(node.resolve("ip-addr.txt"), """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
                    inet 127.0.0.1/8 scope host lo
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                    inet 192.0.2.1%1$d/24 scope global eth0
                3: tun0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1400 qdisc noqueue state UNKNOWN group default qlen 1000
                    inet 10.0.%1$d.1/32 scope global tun0
                    inet6 fd00:%1$d::1/128 scope global
                """.formatted(number));
        Files.writeString(
                node.resolve("ip-route.txt"),
                "default via 192.0.2.1 dev eth0\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1" + number
                        + "\n" + route + "\n");
        Files.writeString(node.resolve("iptables-save.txt"), NO_RULES);
        Files.writeString(node.resolve("ip6tables-save.txt"), NO_RULES);
        Files.writeString(
                node.resolve("ip-route6.txt"), "fd00:" + (3 - number) + "::/64 dev tun0 metric 1024 pref medium\n");
        return node;
    }

    private static Walk walk(Path folder, String to, int size) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(folder)), Limits.standard(), System::nanoTime);
        Cluster cluster = ClusterJoin.join(Intake.of(bundle, 1).readings());
        return new Walker(cluster)
                .walk(new Question(
                        new Question.Origin.OnNode("n1"),
                        new Question.Target.ToAddress(Ip.of(to)),
                        Proto.TCP,
                        80,
                        size));
    }

    private static String said(Walk walk) {
        return walk.verdict() + " " + walk.paths().getFirst().reason() + " "
                + String.join(
                        " ",
                        walk.paths().getFirst().steps().stream().map(Step::text).toList());
    }
}

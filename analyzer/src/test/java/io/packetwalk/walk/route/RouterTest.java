package io.packetwalk.walk.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.netfilter.RuleTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RouterTest {

    private static final String ROUTES = """
            default via 10.0.0.1 dev eth0
            10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2
            default via 10.1.0.1 dev eth1 table 100
            throw 10.7.0.0/16 table 100
            blackhole 10.8.0.0/16
            prohibit 10.9.0.0/16
            10.6.0.0/16 proto static nhid 24
            10.4.0.0/16 nhid 100
            10.3.0.0/16 nhid 27
            10.2.0.0/16 nhid 101
            10.1.2.0/24 encap mpls 16 via 10.0.0.3 dev eth0
            default dev eth2 table 10
            10.5.0.0/16 nhid 25 proto static
            	nexthop via 10.0.0.3 dev eth0 weight 3
            	nexthop via 10.1.0.3 dev eth1 weight 1
            local 10.0.0.2 dev eth0 table local proto kernel scope host src 10.0.0.2
            """;

    private static final String OBJECTS = """
            id 26 via 10.0.0.3 dev eth0 scope link
            id 27 blackhole
            id 28 dev eth1 scope link
            id 100 group 26,3/28
            id 101 group 26/99
            """;

    private static final String LINKS = """
            1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default
            2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default
                link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff promiscuity 0
            3: red: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP mode DEFAULT group default
                link/ether 02:00:00:00:00:03 brd ff:ff:ff:ff:ff:ff promiscuity 0
                vrf table 10 addrgenmode eui64
            4: eth2@if7: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master red state UP mode DEFAULT group default
                link/ether 02:00:00:00:00:04 brd ff:ff:ff:ff:ff:ff promiscuity 0
                veth
                vrf_slave table 10
            """;

    /**
     * One row.
     *
     * @param rules {@code ip rule} between the local table and main
     * @param end device and share of each way, or what refuses the packet, or {@code unknown}
     */
    private record Row(String holds, String rules, String to, String end) {}

    private static final List<Row> ROWS = List.of(
            new Row("main", "", "192.0.2.1", "eth0 1.0"),
            new Row("a protocol's own table", "100:\tfrom all ipproto tcp lookup 100", "192.0.2.1", "eth1 1.0"),
            new Row("another protocol's", "100:\tfrom all ipproto udp lookup 100", "192.0.2.1", "eth0 1.0"),
            new Row("a port's", "100:\tfrom all ipproto tcp dport 80 lookup 100", "192.0.2.1", "eth1 1.0"),
            new Row("a range of ports", "100:\tfrom all dport 90-99 lookup 100", "192.0.2.1", "eth0 1.0"),
            new Row("source port", "100:\tfrom all sport 40000 lookup 100", "192.0.2.1", "eth1 1.0"),
            new Row("a user's, whom nobody knows", "100:\tfrom all uidrange 0-0 lookup 100", "192.0.2.1", "unknown"),
            new Row(
                    "a user's, and a port that is not asked",
                    "100:\tfrom all dport 81 uidrange 0-0 lookup 100",
                    "192.0.2.1",
                    "eth0 1.0"),
            new Row("throw goes on with the next rule", "100:\tfrom all lookup 100", "10.7.0.1", "eth0 1.0"),
            new Row(
                    "goto skips",
                    "90:\tfrom all goto 200\n100:\tfrom all lookup 100\n200:\tfrom all nop",
                    "192.0.2.1",
                    "eth0 1.0"),
            new Row(
                    "goto that does not match skips nothing",
                    "90:\tfrom 9.9.9.9 goto 200\n100:\tfrom all lookup 100",
                    "192.0.2.1",
                    "eth1 1.0"),
            new Row("blackhole", "", "10.8.0.1", "blackhole"),
            new Row("prohibit", "", "10.9.0.1", "prohibit"),
            new Row("a rule that prohibits", "100:\tfrom all to 192.0.2.0/24 prohibit", "192.0.2.1", "prohibit"),
            new Row("next hops that are printed", "", "10.5.0.1", "eth0 0.75 eth1 0.25"),
            new Row("a nexthop object that is not", "", "10.6.0.1", "unknown"),
            new Row("a nexthop object's group", "", "10.4.0.1", "eth0 0.75 eth1 0.25"),
            new Row("a nexthop object that is a blackhole", "", "10.3.0.1", "blackhole"),
            new Row("a group of which one was not dumped", "", "10.2.0.1", "eth0 0.5 unknown"),
            new Row("an encapsulation of the route's own", "", "10.1.2.1", "unknown"),
            new Row("a VRF, for who is not in it", "50:\tfrom all lookup [l3mdev-table]", "192.0.2.1", "eth0 1.0"),
            new Row("its own address", "", "10.0.0.2", "local"));

    @Test
    void devicesBelowAVrfUseItsTable() throws IOException {
        NetNs netns = netns("50:\tfrom all lookup [l3mdev-table]");
        Ip to = Ip.of("192.0.2.1");

        assertThat(Router.lookup(netns, new Router.Query(to, Ip.of("10.9.9.9"), "eth2", 0)))
                .extracting(RouterTest::print)
                .containsExactly("eth2 1.0");
        assertThat(Router.lookup(netns, new Router.Query(to, Ip.of("10.9.9.9"), "eth0", 0)))
                .extracting(RouterTest::print)
                .containsExactly("eth0 1.0");
        assertThat(Router.reachedBy(netns, from(to, "10.9.9.9"), "eth2", 0).yes())
                .isTrue();
        assertThat(Router.reachedBy(netns, from(to, "10.9.9.9"), "eth0", 0).yes())
                .isTrue();
    }

    /** A node with a second network of its pods, as the AWS VPC CNI makes it: what comes in for them by that network goes back by it. */
    @Test
    void theWayBackIsAskedForAsTheDestination() throws IOException {
        NetNs netns = netns("100:\tfrom 10.0.0.77 lookup 100");
        FiveTuple packet = from(Ip.of("192.0.2.1"), "10.0.0.77");

        assertThat(Router.reachedBy(netns, packet, "eth1", 0)).isEqualTo(Ternary.YES);
        assertThat(Router.reachedBy(netns, packet, "eth0", 0)).isEqualTo(Ternary.NO);
        assertThat(Router.reachedBy(netns, from(Ip.of("192.0.2.1"), "10.0.0.2"), "eth0", 0))
                .isEqualTo(Ternary.YES);
    }

    private static FiveTuple from(Ip src, String dst) {
        return new FiveTuple(Proto.TCP, new IpPort(src, 40000), new IpPort(Ip.of(dst), 80));
    }

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    private static NetNs netns(String between) throws IOException {
        String rules = "0:\tfrom all lookup local\n" + (between.isEmpty() ? "" : between + "\n")
                + "32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n";
        List<Input> inputs = List.of(
                piped("ip-rule.txt", rules),
                piped("ip-route.txt", ROUTES),
                piped("ip-nexthop.txt", OBJECTS),
                piped("ip-link.txt", LINKS));
        return RuleTrace.host(Intake.of(Bundle.of(inputs, Limits.standard(), System::nanoTime), 1)
                .readings());
    }

    private static String end(Row row) throws IOException {
        NetNs netns = netns(row.rules());
        IpPort from = new IpPort(Ip.of("10.0.0.2"), 40000);
        IpPort to = new IpPort(Ip.of(row.to()), 80);
        Router.Query query =
                new Router.Query(to.ip(), from.ip(), "lo", 0, Optional.of(new FiveTuple(Proto.TCP, from, to)));
        return String.join(
                " ", Router.lookup(netns, query).stream().map(RouterTest::print).toList());
    }

    private static Input piped(String name, String text) {
        return new Input.Piped(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String print(Route.Choice choice) {
        return switch (choice.route()) {
            case Route.Via via -> via.device() + " " + choice.share();
            case Route.Local _l -> "local";
            case Route.Refused refused -> refused.type();
            case Route.Unknown _u -> "unknown";
            case Route.None _n -> "none";
        };
    }
}

package io.packetwalk.walk.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
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
            10.5.0.0/16 nhid 25 proto static
            	nexthop via 10.0.0.3 dev eth0 weight 3
            	nexthop via 10.1.0.3 dev eth1 weight 1
            local 10.0.0.2 dev eth0 table local proto kernel scope host src 10.0.0.2
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
            new Row("its own address", "", "10.0.0.2", "local"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    private static String end(Row row) throws IOException {
        String rules = "0:\tfrom all lookup local\n" + (row.rules().isEmpty() ? "" : row.rules() + "\n")
                + "32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n";
        List<Input> inputs = List.of(piped("ip-rule.txt", rules), piped("ip-route.txt", ROUTES));
        NetNs netns = RuleTrace.host(Intake.of(Bundle.of(inputs, Limits.standard(), System::nanoTime), 1)
                .readings());
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

package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Walk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Rules that ask for local sockets or take a packet off its way, the same in iptables and nft; what the kernel did is told by {@code scripts/kernel-agreement}. */
class DetourRowsTest {

    private static final String HOST = "10.0.0.254";
    private static final String NO_DUMP = "";
    private static final String SOCKETS = """
            Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
            tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*
            tcp   LISTEN 0      128       10.0.0.254:8080       0.0.0.0:*
            tcp   LISTEN 0      128        127.0.0.1:15006      0.0.0.0:*
            """;

    /**
     * One row; both rules stand in a chain of PREROUTING.
     *
     * @param iptables rule of the table mangle, empty for none
     * @param nft the same, empty for none
     */
    private record Row(String holds, String sockets, String to, String iptables, String nft, String end) {}

    private static final List<Row> ROWS = List.of(
            new Row(
                    "no listener, no proxy: iptables drops",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-p tcp -j TPROXY --on-port 15001",
                    "",
                    "DROPPED"),
            new Row(
                    "and nft ends the rule",
                    SOCKETS,
                    "10.0.0.9:80",
                    "",
                    "meta l4proto tcp tproxy to :15001 drop",
                    "DELIVERED"),
            new Row(
                    "what was not dumped is not known",
                    NO_DUMP,
                    "10.0.0.9:80",
                    "-p tcp -j TPROXY --on-port 15001",
                    "meta l4proto tcp tproxy to :15001",
                    "UNDETERMINED"),
            new Row(
                    "a listener may be transparent or not",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-p tcp -j TPROXY --on-port 15006 --on-ip 127.0.0.1",
                    "meta l4proto tcp tproxy to 127.0.0.1:15006",
                    "UNDETERMINED"),
            new Row(
                    "one at another address does not take it",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-p tcp -j TPROXY --on-port 15006 --on-ip 127.0.0.2",
                    "",
                    "DROPPED"),
            new Row(
                    "without a port its own is meant",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-p tcp -j TPROXY --on-ip 127.0.0.1",
                    "",
                    "DROPPED"),
            new Row(
                    "other protocols are no proxy's",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-p udp -j TPROXY --on-port 15006",
                    "",
                    "DELIVERED"),
            new Row(
                    "a socket of its address",
                    SOCKETS,
                    HOST + ":8080",
                    "-m socket -j DROP",
                    "socket wildcard 0 drop",
                    "DROPPED UNDETERMINED"),
            new Row(
                    "whether it is transparent",
                    SOCKETS,
                    HOST + ":8080",
                    "-m socket --transparent -j DROP",
                    "socket transparent 0 drop",
                    "UNDETERMINED"),
            new Row(
                    "one of all addresses is not asked",
                    SOCKETS,
                    HOST + ":22",
                    "-m socket -j DROP",
                    "",
                    "DELIVERED 10.0.0.1:40000 10.0.0.254:22"),
            new Row("unless it shall be", SOCKETS, HOST + ":22", "-m socket --nowildcard -j DROP", "", "DROPPED"),
            new Row(
                    "nobody listens",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-m socket --nowildcard -j DROP",
                    "socket transparent 0 drop",
                    "DELIVERED"),
            new Row(
                    "so it is not known whose mark the packet would have",
                    NO_DUMP,
                    "10.0.0.9:80",
                    "-m socket --restore-skmark",
                    "",
                    "UNDETERMINED"),
            new Row(
                    "with no socket it keeps its own",
                    SOCKETS,
                    "10.0.0.9:80",
                    "-m socket --restore-skmark",
                    "",
                    "DELIVERED"));

    @TestFactory
    Stream<DynamicTest> iptables() {
        return ROWS.stream()
                .filter(row -> !row.iptables().isEmpty())
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules = "*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING " + row.iptables()
                            + "\n-A PREROUTING -m mark --mark 0x1 -j DROP\nCOMMIT\n";
                    String end = end("iptables-save.txt", rules, row.sockets(), "10.0.0.1", row.to());
                    assertThat(end).startsWith(row.end().split(" ", -1)[0]);
                }));
    }

    @TestFactory
    Stream<DynamicTest> nft() {
        return ROWS.stream()
                .filter(row -> !row.nft().isEmpty())
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules =
                            "table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority mangle; policy accept;\n\t\t"
                                    + row.nft() + "\n\t}\n}\n";
                    String[] said = row.end().split(" ", -1);
                    String end = end("nft-ruleset.txt", rules, row.sockets(), "10.0.0.1", row.to());
                    assertThat(end)
                            .startsWith(said[said.length - 1].matches("[A-Z]+") ? said[said.length - 1] : said[0]);
                }));
    }

    /**
     * Prefixes of IPv6 without a memory.
     *
     * @param from source
     * @param to destination
     * @param end both of them at the end
     */
    private record Prefix(String holds, String rule, String from, String to, String end) {}

    private static final List<Prefix> PREFIXES = List.of(
            new Prefix(
                    "the example of RFC 6296, 3.1",
                    "-A POSTROUTING -j SNPT --src-pfx fd01:203:405::/48 --dst-pfx 2001:db8:1::/48",
                    "fd01:203:405:1::1234",
                    "2001:db8:9::9",
                    "2001:db8:1:d550::1234 2001:db8:9::9"),
            new Prefix(
                    "and the way back",
                    "-A PREROUTING -j DNPT --src-pfx 2001:db8:1::/48 --dst-pfx fd01:203:405::/48",
                    "2001:db8:9::9",
                    "2001:db8:1:d550::1234",
                    "2001:db8:9::9 fd01:203:405:1::1234"),
            new Prefix(
                    "a longer prefix leaves the difference to the host part",
                    "-A PREROUTING -j DNPT --src-pfx 2001:db8:7::/64 --dst-pfx fd00:8:0:5::/64",
                    "2001:db8:9::9",
                    "2001:db8:7::7",
                    "2001:db8:9::9 fd00:8:0:5:30b2::7"));

    @TestFactory
    Stream<DynamicTest> prefixes() {
        return PREFIXES.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules = "*mangle\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n" + row.rule()
                            + "\nCOMMIT\n";
                    String[] ends = row.end().split(" ", -1);
                    assertThat(end("ip6tables-save.txt", rules, NO_DUMP, row.from(), "[" + row.to() + "]:80"))
                            .isEqualTo("DELIVERED [" + ends[0] + "]:40000 [" + ends[1] + "]:80");
                }));
    }

    private static String end(String name, String rules, String sockets, String from, String to) throws IOException {
        List<Input> inputs = new ArrayList<>(List.of(piped(name, rules)));
        if (!sockets.isEmpty()) {
            inputs.add(piped("ss.txt", sockets));
        }
        Intake intake = Intake.of(Bundle.of(inputs, Limits.standard(), System::nanoTime), 1);
        int port = to.lastIndexOf(':');
        String address = to.substring(0, port).replaceAll("[\\[\\]]", "");
        RuleTrace.Request request = new RuleTrace.Request(
                new IpPort(Ip.of(from), 40000),
                new IpPort(Ip.of(address), Integer.parseInt(to.substring(port + 1))),
                Proto.TCP,
                Optional.empty(),
                "eth0",
                "eth1",
                List.of(Ip.of(HOST)),
                CtState.NEW,
                0);
        Walk walk = RuleTrace.trace(intake.readings(), request);
        Path path = walk.paths().getFirst();
        return walk.verdict().equals("DELIVERED")
                ? "DELIVERED " + path.steps().getLast().after().tuple().src() + " "
                        + path.steps().getLast().after().tuple().dst()
                : walk.verdict();
    }

    private static Input piped(String name, String text) {
        return new Input.Piped(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}

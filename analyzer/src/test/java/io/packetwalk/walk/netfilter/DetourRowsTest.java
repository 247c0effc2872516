package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Walk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
                    "a translation to the address that the connection has leaves it so",
                    "-A POSTROUTING -j SNPT --src-pfx fd01:203:405::/48 --dst-pfx 2001:db8:1::/48\nCOMMIT\n"
                            + "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j SNAT --to-source fd01:203:405:1::1234",
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
        RuleTrace.Request request = request(from, to);
        Walk walk = RuleTrace.trace(intake.readings(), request);
        Path path = walk.paths().getFirst();
        return walk.verdict().equals("DELIVERED")
                ? "DELIVERED " + path.steps().getLast().after().tuple().src() + " "
                        + path.steps().getLast().after().tuple().dst()
                : walk.verdict();
    }

    /**
     * Rules that see frames.
     *
     * @param rules chains of one table
     * @param end verdict of a packet that comes in by {@code eth0}
     */
    private record Frames(String holds, String rules, String end) {}

    private static final List<Frames> DEVICES = List.of(
            new Frames("a packet is sent straight out of a device", ingress(0, "fwd to \"srv0\""), "DELIVERED by srv0"),
            new Frames(
                    "to a neighbour there",
                    ingress(0, "meta protocol ip fwd ip to 10.9.0.2 device \"srv0\""),
                    "DELIVERED by srv0"),
            new Frames(
                    "no hook of the host sees it then",
                    ingress(0, "fwd to \"srv0\"")
                            + "table ip t {\n\tchain c {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n",
                    "DELIVERED by srv0"),
            new Frames(
                    "but the chain of that device",
                    ingress(0, "fwd to \"srv0\"")
                            + "table netdev o {\n\tchain c {\n\t\ttype filter hook egress device \"srv0\" priority 0; policy drop;\n\t}\n}\n",
                    "DROPPED"),
            new Frames("a copy changes nothing", ingress(0, "dup to \"srv0\""), "DELIVERED by eth1"),
            new Frames("chains of one device keep their order", ingress(5, "accept") + ingress(-5, "drop"), "DROPPED"),
            new Frames(
                    "a device by chance is not one that is known",
                    ingress(0, "fwd to numgen random mod 2 map { 0 : \"a\", 1 : \"b\" }"),
                    "UNDETERMINED"));

    private static String ingress(int priority, String rule) {
        return "table netdev d" + (priority + 5)
                + " {\n\tchain in {\n\t\ttype filter hook ingress device \"eth0\" priority " + priority
                + "; policy accept;\n\t\t" + rule + "\n\t}\n}\n";
    }

    @TestFactory
    Stream<DynamicTest> devices() {
        return DEVICES.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Walk walk = RuleTrace.trace(
                            Intake.of(bundle(piped("nft-ruleset.txt", row.rules())), 1)
                                    .readings(),
                            request("10.0.0.1", "10.0.0.9:80"));
                    Step last = walk.paths().getFirst().steps().getLast();
                    String by = walk.verdict().equals("DELIVERED")
                            ? " by " + last.after().device()
                            : "";
                    String rest = last.after().device().equals("eth0") ? " by eth1" : by;
                    assertThat(walk.verdict() + (by.isEmpty() ? "" : rest)).isEqualTo(row.end());
                }));
    }

    /** Behind a rule that chose a zone the packet carries a connection of nothing until it is tracked; newer kernels end a rule that asks it. */
    @TestFactory
    Stream<DynamicTest> aConnectionOfNothing() {
        return Stream.of(
                        "ct zone set 1\n\t\tct mark 0 drop UNDETERMINED",
                        "ct zone set 1\n\t\tct state new drop DROPPED",
                        "ct zone set 1\n\t\tmeta mark set ct mark drop UNDETERMINED",
                        "ct l3proto ipv4 drop DELIVERED",
                        "ct l3proto != ipv6 drop DELIVERED")
                .map(row -> row.split(" (?=[A-Z])", 2))
                .map(row -> DynamicTest.dynamicTest(row[0], () -> {
                    String rules =
                            "table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority raw; policy accept;\n"
                                    + "\t\t" + row[0] + "\n\t}\n}\n";
                    assertThat(end("nft-ruleset.txt", rules, NO_DUMP, "10.0.0.1", "10.0.0.9:80"))
                            .startsWith(row[1]);
                }));
    }

    @Test
    void aNeighbourOfIpv6() throws IOException {
        String rules = ingress(0, "meta protocol ip6 fwd ip6 to fd00:9::2 device \"srv0\"");
        Walk walk = RuleTrace.trace(
                Intake.of(bundle(piped("nft-ruleset.txt", rules)), 1).readings(), request("fd00::1", "[fd00::9]:80"));

        assertThat(walk.paths().getFirst().steps().getLast().after().device()).isEqualTo("srv0");
    }

    private static final List<Frames> BRIDGES = List.of(
            new Frames(
                    "the port a frame leaves by is not known at first",
                    bridge("prerouting", "oifname \"veth2\" drop"),
                    "passes"),
            new Frames("then it is", bridge("forward", "iifname \"veth1\" oifname \"veth2\" drop"), "DROPPED"),
            new Frames(
                    "at the end nobody knows where it came in",
                    bridge("postrouting", "iifname \"veth1\" drop"),
                    "passes"),
            new Frames("but where it leaves", bridge("postrouting", "oifname \"veth2\" drop"), "DROPPED"),
            new Frames(
                    "the host's own hooks do not see it", bridge("input", "drop") + bridge("output", "drop"), "passes"),
            new Frames(
                    "addresses of its packet", bridge("prerouting", "ip daddr 10.0.0.9 tcp dport 80 drop"), "DROPPED"),
            new Frames("whom it is for no address says", bridge("forward", "meta pkttype host drop"), "UNDETERMINED"));

    private static String bridge(String hook, String rule) {
        return "table bridge " + hook + " {\n\tchain c {\n\t\ttype filter hook " + hook
                + " priority 0; policy accept;\n\t\t" + rule + "\n\t}\n}\n";
    }

    /** From port veth1 to port veth2. */
    @TestFactory
    Stream<DynamicTest> bridges() {
        return BRIDGES.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    NetNs host = RuleTrace.host(Intake.of(bundle(piped("nft-ruleset.txt", row.rules())), 1)
                            .readings());
                    RuleTrace.Request request = request("10.0.0.1", "10.0.0.9:80");
                    FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
                    Netfilter netfilter = new Netfilter(new Terrain(ClusterJoin.join(List.of())));
                    List<Passage> ends = Forks.decide(netfilter.frames(
                            List.of(Hook.PREROUTING, Hook.FORWARD, Hook.POSTROUTING),
                            Passage.start(Packet.made(tuple), RuleTrace.site(host, request)),
                            "veth1",
                            "veth2"));
                    assertThat(ends.getFirst()
                                    .ending()
                                    .map(ending -> ending.verdict().word()))
                            .isEqualTo(Optional.of(row.end()).filter(word -> !word.equals("passes")));
                }));
    }

    private static RuleTrace.Request request(String from, String to) {
        int port = to.lastIndexOf(':');
        String address = to.substring(0, port).replaceAll("[\\[\\]]", "");
        return new RuleTrace.Request(
                new IpPort(Ip.of(from), 40000),
                new IpPort(Ip.of(address), Integer.parseInt(to.substring(port + 1))),
                Proto.TCP,
                Optional.empty(),
                "eth0",
                "eth1",
                List.of(Ip.of(HOST)),
                CtState.NEW,
                0);
    }

    private static Bundle bundle(Input input) throws IOException {
        return Bundle.of(List.of(input), Limits.standard(), System::nanoTime);
    }

    private static Input piped(String name, String text) {
        return new Input.Piped(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}

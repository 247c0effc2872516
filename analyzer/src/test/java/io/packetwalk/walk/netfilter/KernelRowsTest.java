package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Hop;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Walk;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the kernel did when {@code scripts/kernel-agreement} asked it, and the evaluator once got wrong. */
class KernelRowsTest {

    private static final String HOST = "10.0.0.254";

    /**
     * One row.
     *
     * @param rules {@code iptables-save} text
     * @param from source and port
     * @param state conntrack state of the packet
     * @param end verdict, and for a delivered packet its tuple at the end
     */
    private record Row(String holds, String rules, String from, String to, CtState state, String end) {}

    private static Row row(String holds, String rules, String end) {
        return new Row(holds, rules, "10.0.0.1:40000", "10.0.0.9:80", CtState.NEW, end);
    }

    private static Row invalid(String holds, String rule, String end) {
        return new Row(
                holds,
                "*filter\n:FORWARD ACCEPT [0:0]\n" + rule,
                "10.0.0.1:40000",
                "10.0.0.9:80",
                CtState.INVALID,
                end);
    }

    private static Row own(String holds, String rules, String to, String end) {
        return new Row(holds, rules, HOST + ":40000", to, CtState.NEW, end);
    }

    private static final String SAME = "DELIVERED 10.0.0.1:40000 10.0.0.9:80";

    private static final String DRAWN = """
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -p tcp -j MASQUERADE --random-fully
            *filter
            :INPUT ACCEPT [0:0]
            """;

    private static final List<Row> ROWS = List.of(
            invalid("no connection, no ctmark", "-A FORWARD -m connmark --mark 0x0 -j DROP", SAME),
            invalid("nor another ctmark", "-A FORWARD -m connmark ! --mark 0x1 -j DROP", SAME),
            invalid("no connection, no direction", "-A FORWARD -m conntrack --ctdir ORIGINAL -j DROP", SAME),
            invalid("no connection, no original port", "-A FORWARD -m conntrack --ctorigdstport 80 -j DROP", SAME),
            invalid("no connection, no protocol of it", "-A FORWARD -m conntrack ! --ctproto 17 -j DROP", SAME),
            invalid(
                    "beside a state that matches, the rest is not asked",
                    "-A FORWARD -m conntrack --ctstate INVALID --ctorigdstport 1 -j DROP",
                    "DROPPED"),
            invalid("no connection to restore a mark from", """
                    -A FORWARD -j CONNMARK --restore-mark
                    -A FORWARD -m mark --mark 0x0 -j DROP""", "DROPPED"),
            row(
                    "before connection tracking the state is INVALID",
                    "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m conntrack --ctstate INVALID -j DROP",
                    "DROPPED"),
            row("behind a rule that names a helper the packet carries a connection of nothing", """
                    *raw
                    :PREROUTING ACCEPT [0:0]
                    -A PREROUTING -p tcp -j CT --helper ftp
                    -A PREROUTING -m conntrack --ctorigsrcport 40000 -j DROP
                    -A PREROUTING -m conntrack --ctstate NEW -j MARK --set-mark 0x1
                    *filter
                    :FORWARD ACCEPT [0:0]
                    -A FORWARD -m mark --mark 0x1 -j DROP""", "DROPPED"),
            row("and is tracked, whatever NOTRACK says then", """
                    *raw
                    :PREROUTING ACCEPT [0:0]
                    -A PREROUTING -p tcp -j CT --helper ftp
                    -A PREROUTING -j NOTRACK
                    *filter
                    :FORWARD ACCEPT [0:0]
                    -A FORWARD -m conntrack --ctstate NEW -j DROP""", "DROPPED"),
            row(
                    "of several destination ports the first is taken",
                    "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.8:8000-8004",
                    "DELIVERED 10.0.0.1:40000 10.0.0.8:8000"),
            row(
                    "unless the packet's own is one of them",
                    "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.8:79-81",
                    "DELIVERED 10.0.0.1:40000 10.0.0.8:80"),
            row(
                    "or the rule says random",
                    "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.8:79-81 --random",
                    "UNDETERMINED"),
            row(
                    "a source inside the range stays",
                    "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1-10.0.0.3",
                    SAME),
            row(
                    "MASQUERADE to a port",
                    "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -p tcp -j MASQUERADE --to-ports 5000",
                    "DELIVERED 0.0.0.0:5000 10.0.0.9:80"),
            row(
                    "MASQUERADE to any port",
                    "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j MASQUERADE --random-fully",
                    "DELIVERED 0.0.0.0:0 10.0.0.9:80"),
            own(
                    "a port that NAT drew may be below the ephemeral ones",
                    DRAWN + "-A INPUT -p tcp --sport 2000:3000 -j DROP",
                    HOST + ":80",
                    "UNDETERMINED"),
            own("it is from 1024 on", DRAWN + "-A INPUT -p tcp --sport 1024:65535 -j DROP", HOST + ":80", "DROPPED"),
            own(
                    "and never a privileged one",
                    DRAWN + "-A INPUT -p tcp --sport 53 -j DROP",
                    HOST + ":80",
                    "DELIVERED 0.0.0.0:0 10.0.0.254:80"),
            own(
                    "a port drawn from a range is in it",
                    DRAWN.replace("fully", "fully --to-ports 5000-5100") + "-A INPUT -p tcp --sport 5000:5100 -j DROP",
                    HOST + ":80",
                    "DROPPED"),
            own(
                    "and nowhere else",
                    DRAWN.replace("fully", "fully --to-ports 5000-5100")
                            + "-A INPUT -p tcp --sport 32768:60999 -j DROP",
                    HOST + ":80",
                    "DELIVERED 0.0.0.0:0 10.0.0.254:80"),
            row("of several networks with interfaces the longest decides", """
                    create S hash:net,iface
                    add S 10.0.0.0/8,eth0
                    add S 10.0.0.0/24,cali1
                    *filter
                    :FORWARD ACCEPT [0:0]
                    -A FORWARD -m set --match-set S src,src -j DROP""", SAME),
            own("and has the loopback device from OUTPUT on", """
                    *filter
                    :OUTPUT ACCEPT [0:0]
                    -A OUTPUT -o lo -j DROP""", HOST + ":80", "DROPPED"),
            row(
                    "the first of zone and notrack holds",
                    "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j CT --zone 7\n-A PREROUTING -j CT --notrack\n"
                            + "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate UNTRACKED -j DROP",
                    SAME),
            row(
                    "no status is no condition that holds",
                    "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstatus NONE -j DROP",
                    SAME),
            own("and is confirmed then", """
                    *filter
                    :INPUT ACCEPT [0:0]
                    -A INPUT -m conntrack --ctstatus CONFIRMED -j DROP""", HOST + ":80", "DROPPED"),
            own("to itself a host's packet comes in again", """
                    *filter
                    :INPUT ACCEPT [0:0]
                    -A INPUT -i lo -j DROP""", HOST + ":80", "DROPPED"),
            own(
                    "and is not offered to the nat table twice",
                    """
                    *nat
                    :PREROUTING ACCEPT [0:0]
                    -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.8""",
                    HOST + ":80",
                    "DELIVERED 10.0.0.254:40000 10.0.0.254:80"),
            new Row(
                    "iptables-nft runs its security table behind INPUT's nat, at 150",
                    """
                    *nat
                    :INPUT ACCEPT [0:0]
                    -A INPUT -j SNAT --to-source 192.0.2.1
                    *security
                    :INPUT ACCEPT [0:0]
                    -A INPUT -s 192.0.2.1/32 -j DROP
                    """,
                    "10.0.0.1:40000",
                    HOST + ":80",
                    CtState.NEW,
                    "DROPPED"),
            new Row(
                    "iptables-legacy before it, at 50",
                    """
                    # legacy
                    *nat
                    :INPUT ACCEPT [0:0]
                    -A INPUT -j SNAT --to-source 192.0.2.1
                    *security
                    :INPUT ACCEPT [0:0]
                    -A INPUT -s 192.0.2.1/32 -j DROP
                    """,
                    "10.0.0.1:40000",
                    HOST + ":80",
                    CtState.NEW,
                    "DELIVERED 192.0.2.1:40000 10.0.0.254:80"));

    private static final List<Row> TEMPLATES = List.of(
            own(
                    "behind a zone the packet carries a connection of nothing",
                    "*raw\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j CT --zone 4\n-A OUTPUT -m conntrack --ctreplsrcport 0:1023 -j DROP\n",
                    "10.0.0.9:80",
                    "DROPPED"),
            own(
                    "whose mark is 0",
                    "*raw\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j CT --zone 4\n-A OUTPUT -m connmark --mark 0x0 -j DROP\n",
                    "10.0.0.9:80",
                    "DROPPED"),
            own(
                    "without one there is no mark",
                    "*raw\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -m connmark --mark 0x0 -j DROP\n",
                    "10.0.0.9:80",
                    "DELIVERED 10.0.0.254:40000 10.0.0.9:80"),
            own("connection tracking makes the real one", """
                    *raw
                    :OUTPUT ACCEPT [0:0]
                    -A OUTPUT -j CT --zone 4
                    *filter
                    :OUTPUT ACCEPT [0:0]
                    -A OUTPUT -m conntrack --ctorigdstport 80 -j DROP
                    """, "10.0.0.9:80", "DROPPED"));

    private static Row translated(String holds, String target, String end) {
        return row(
                holds, "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination " + target, end);
    }

    private static final List<Row> SHIFTED = List.of(
            translated("a shifted port", "192.0.2.1:1000-2000/70", "DELIVERED 10.0.0.1:40000 192.0.2.1:1010"),
            translated(
                    "goes around below its base", "192.0.2.1:1000-1004/81", "DELIVERED 10.0.0.1:40000 192.0.2.1:1000"),
            translated("and above the range", "192.0.2.1:1000-1004/1", "DELIVERED 10.0.0.1:40000 192.0.2.1:1004"),
            translated(
                    "without a base it stays or is the first",
                    "192.0.2.1:70-90",
                    "DELIVERED 10.0.0.1:40000 192.0.2.1:80"));

    @TestFactory
    Stream<DynamicTest> portsAreShifted() {
        return SHIFTED.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    private static final List<Row> SOCKETS_AND_ROUTES = List.of(
            row(
                    "without routes the way back is open",
                    "*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m rpfilter --invert -j DROP",
                    "UNDETERMINED"),
            own(
                    "what came by lo has a way back",
                    "*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m rpfilter --invert -j DROP",
                    HOST + ":80",
                    "DELIVERED 10.0.0.254:40000 10.0.0.254:80"),
            row("a mark taken from a socket is nobody's to know", """
                    *mangle
                    :PREROUTING ACCEPT [0:0]
                    -A PREROUTING -m socket --restore-skmark
                    -A PREROUTING -m mark --mark 0x1 -j DROP""", "UNDETERMINED"),
            row(
                    "what is dropped has none",
                    "*mangle\n:PREROUTING DROP [0:0]\n-A PREROUTING -m socket --restore-skmark -j DROP",
                    "DROPPED"),
            row(
                    "no host passes on a TTL of 1",
                    "*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j TTL --ttl-set 1",
                    "REJECTED"),
            own(
                    "it takes it for itself, and sends it",
                    "*mangle\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j TTL --ttl-set 1",
                    "10.0.0.9:80",
                    "DELIVERED 10.0.0.254:40000 10.0.0.9:80"),
            row("FORWARD sees one less", """
                    *mangle
                    :PREROUTING ACCEPT [0:0]
                    :FORWARD ACCEPT [0:0]
                    -A PREROUTING -j TTL --ttl-set 2
                    -A FORWARD -m ttl --ttl-eq 1 -j DROP""", "DROPPED"),
            row("a hash is one of its remainders", """
                    *mangle
                    :PREROUTING ACCEPT [0:0]
                    -A PREROUTING -j HMARK --hmark-tuple src --hmark-mod 2 --hmark-rnd 0x1 --hmark-offset 4
                    -A PREROUTING -m mark --mark 0x4/0x6 -j DROP""", "DROPPED"));

    @TestFactory
    Stream<DynamicTest> socketsAndRoutesAreNotGuessed() {
        return SOCKETS_AND_ROUTES.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    @TestFactory
    Stream<DynamicTest> templatesAreAsTheKernelHasThem() {
        return TEMPLATES.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    @TestFactory
    Stream<DynamicTest> asTheKernelDoes() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.holds(), () -> assertThat(end(row)).isEqualTo(row.end())));
    }

    private static String end(Row row) {
        RuleTrace.Request request = new RuleTrace.Request(
                IpPort.parse(row.from()).orElseThrow(),
                IpPort.parse(row.to()).orElseThrow(),
                Proto.TCP,
                Optional.empty(),
                "eth0",
                "eth1",
                List.of(Ip.of(HOST)),
                row.state(),
                0);
        Walk walk = RuleTrace.trace(SaveText.rules(row.rules()), SaveText.READ, request);
        Path path = walk.paths().getFirst();
        Hop last = path.steps().getLast().after();
        return walk.verdict().equals("DELIVERED")
                ? walk.verdict() + " " + last.tuple().src() + " " + last.tuple().dst()
                : walk.verdict();
    }
}

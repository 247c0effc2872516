package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Walk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** nft rules, a packet, a verdict: the rows of {@link RuleTraceTest} in nft's language, and what only nft can say. */
class NftTraceTest {

    @TempDir
    private Path folder = Path.of("");

    /** One row: the rules of chain forward, and below {@code ---} other chains, sets and maps of the table. */
    private record Row(String holds, String rules, String to, String verdict) {}

    private static final String WEB = "10.0.0.9:80";

    private static final List<Row> ROWS = List.of(
            new Row("no rule, policy accept", "", WEB, "DELIVERED"),
            new Row("a matching drop drops", "ip daddr 10.0.0.9 drop", WEB, "DROPPED"),
            new Row("another address passes", "ip daddr 10.0.0.8 drop", WEB, "DELIVERED"),
            new Row("negation", "ip daddr != 10.0.0.8 drop", WEB, "DROPPED"),
            new Row("all conditions must hold", "ip daddr 10.0.0.9 meta l4proto udp drop", WEB, "DELIVERED"),
            new Row("port", "tcp dport 80 drop", WEB, "DROPPED"),
            new Row("port by name", "tcp dport http drop", WEB, "DROPPED"),
            new Row("a port of another protocol never matches", "udp dport != 80 drop", WEB, "DELIVERED"),
            new Row("port range", "tcp dport 1024-65535 drop", WEB, "DELIVERED"),
            new Row("order", "tcp dport < 1024 drop", WEB, "DROPPED"),
            new Row("ports of an unnamed set", "tcp dport { 22, 80, 443 } drop", WEB, "DROPPED"),
            new Row("not in an unnamed set", "tcp dport != { 22, 80, 443 } drop", WEB, "DELIVERED"),
            new Row("reject", "reject", WEB, "REJECTED"),
            new Row("tcp reset", "ip protocol tcp reject with tcp reset", WEB, "REJECTED"),
            new Row("first match wins", "accept\ndrop", WEB, "DELIVERED"),
            new Row("device prefix", "iifname \"cali*\" drop", WEB, "DROPPED"),
            new Row("other device", "iifname \"eth0\" drop", WEB, "DELIVERED"),
            new Row("state new", "ct state new drop", WEB, "DROPPED"),
            new Row("a list of states is an or", "ct state established,related accept\ndrop", WEB, "DROPPED"),
            new Row("not these states", "ct state != { established, related } drop", WEB, "DROPPED"),
            new Row("mark", "meta mark & 0x00004000 == 0x00004000 drop", WEB, "DELIVERED"),
            new Row("mark set in the same rule", "meta mark set 0x7 meta mark 0x7 drop", WEB, "DROPPED"),
            new Row(
                    "mark set earlier",
                    "meta mark set meta mark | 0x00004000\nmeta mark & 0x00004000 != 0 drop",
                    WEB,
                    "DROPPED"),
            new Row(
                    "mark turned off",
                    "meta mark set 0x5\nmeta mark set meta mark ^ 0x4\nmeta mark 0x1 drop",
                    WEB,
                    "DROPPED"),
            new Row(
                    "connection mark copied",
                    "ct mark set 0x9\nmeta mark set ct mark\nmeta mark 0x9 drop",
                    WEB,
                    "DROPPED"),
            new Row("first packets have syn", "tcp flags & (fin | syn | rst | ack) == syn drop", WEB, "DROPPED"),
            new Row("the newer spelling", "tcp flags syn / fin,syn,rst,ack drop", WEB, "DROPPED"),
            new Row("no such flag", "tcp flags rst drop", WEB, "DELIVERED"),
            new Row("unknown match leaves it open", "frobnicate 7 drop", WEB, "UNDETERMINED"),
            new Row("unknown statement at the end may do anything", "frobnicate 7", WEB, "UNDETERMINED"),
            new Row("unknown match before a log", "frobnicate 7 log\n", WEB, "DELIVERED"),
            new Row("unknown match, same end", "frobnicate 7 drop\ndrop", WEB, "DROPPED"),
            new Row("an extension whose parameters are lost", "xt match \"u32\" drop", WEB, "UNDETERMINED"),
            new Row("a target whose parameters are lost", "xt target \"MARK\"", WEB, "UNDETERMINED"),
            new Row("limit before a log", "limit rate 10/minute burst 5 packets log prefix \"x\"", WEB, "DELIVERED"),
            new Row("limit before a drop", "limit rate 10/minute accept\ndrop", WEB, "UNDETERMINED"),
            new Row(
                    "named set",
                    "ip daddr @s drop\n---\nset s {\ntype ipv4_addr\nelements = { 10.0.0.8,\n10.0.0.9 }\n}",
                    WEB,
                    "DROPPED"),
            new Row(
                    "named set of intervals",
                    "ip daddr @s drop\n---\nset s {\ntype ipv4_addr\nflags interval\nelements = { 10.0.0.0/28 }\n}",
                    WEB,
                    "DROPPED"),
            new Row(
                    "concatenation",
                    "ip daddr . tcp dport @s drop\n---\nset s {\ntype ipv4_addr . inet_service\nelements = { 10.0.0.9 . 80 }\n}",
                    WEB,
                    "DROPPED"),
            new Row(
                    "concatenation, wrong port",
                    "ip daddr . tcp dport @s drop\n---\nset s {\ntype ipv4_addr . inet_service\nelements = { 10.0.0.9 . 81 }\n}",
                    WEB,
                    "DELIVERED"),
            new Row("a connection's mark in a set", "ct mark { 0x0, 0x7 } drop", WEB, "DROPPED"),
            new Row(
                    "no connection, no mark in a set",
                    "ct mark { 0x0, 0x7 } drop\n---\nchain raw {\ntype filter hook prerouting priority raw; policy accept;\nnotrack\n}",
                    WEB,
                    "DELIVERED"),
            new Row(
                    "nor out of it",
                    "ct mark != { 0x7, 0x8 } drop\n---\nchain raw {\ntype filter hook prerouting priority raw; policy accept;\nnotrack\n}",
                    WEB,
                    "DELIVERED"),
            new Row(
                    "nor anything for a map",
                    "ct mark vmap { 0x0 : drop, * : drop }\n---\nchain raw {\ntype filter hook prerouting priority raw; policy accept;\nnotrack\n}",
                    WEB,
                    "DELIVERED"),
            new Row("empty set", "ip daddr @s drop\n---\nset s {\ntype ipv4_addr\n}", WEB, "DELIVERED"),
            new Row("set that was not dumped", "ip daddr @s drop", WEB, "UNDETERMINED"),
            new Row("verdict map", "tcp dport vmap { 22 : accept, 80 : drop }", WEB, "DROPPED"),
            new Row("a miss goes on", "tcp dport vmap { 22 : drop, 81 : drop }\naccept", WEB, "DELIVERED"),
            new Row("what no other element holds", "tcp dport vmap { 22 : accept, * : drop }", WEB, "DROPPED"),
            new Row(
                    "goto out of a map does not come back",
                    "ip daddr vmap @m\ndrop\n---\nmap m {\ntype ipv4_addr : verdict\nelements = { 10.0.0.9 : goto c }\n}\nchain c {\n}",
                    WEB,
                    "DELIVERED"),
            new Row(
                    "jump out of a map comes back",
                    "ip daddr vmap @m\ndrop\n---\nmap m {\ntype ipv4_addr : verdict\nelements = { 10.0.0.9 : jump c }\n}\nchain c {\n}",
                    WEB,
                    "DROPPED"),
            new Row("a chain without a name", "tcp dport 80 jump {\nip saddr 10.0.0.1 drop\n}\naccept", WEB, "DROPPED"),
            new Row("whose end comes back", "tcp dport 80 jump {\nip saddr 10.0.0.2 accept\n}\ndrop", WEB, "DROPPED"),
            new Row("and whose return does", "tcp dport 80 jump {\nreturn\naccept\n}\ndrop", WEB, "DROPPED"),
            new Row("but not behind goto", "tcp dport 80 goto {\nreturn\n}\ndrop", WEB, "DELIVERED"),
            new Row("it is not met by others", "tcp dport 81 jump {\ndrop\n}", WEB, "DELIVERED"),
            new Row("one in another", "jump {\ntcp dport 80 goto {\ncounter drop\n}\naccept\n}", WEB, "DROPPED"),
            new Row("all in one line", "tcp dport { 80, 81 } jump { ip saddr 10.0.0.2 accept; drop; }", WEB, "DROPPED"),
            new Row("two in one line", "jump { jump { ip saddr 10.0.0.1 drop }; accept }", WEB, "DROPPED"),
            new Row("left open it is not guessed", "jump { accept", WEB, "UNDETERMINED"),
            new Row("a state by its number", "ct state 8 drop", WEB, "DROPPED"),
            new Row("a network by its mask", "ip daddr & 255.255.255.0 == 10.0.0.0 drop", WEB, "DROPPED"),
            new Row("ports of a map with blanks between", "tcp dport map { 80-90 : 1 } drop", WEB, "UNDETERMINED"),
            new Row("elements without blanks", "tcp dport vmap { 22:accept, 80:drop }", WEB, "DROPPED"),
            new Row("jump and back", "jump c\ndrop\n---\nchain c {\nreturn\naccept\n}", WEB, "DROPPED"),
            new Row(
                    "return behind a mark leaves the chain",
                    "jump c\ndrop\n---\nchain c {\nmeta mark set 0x1 return\naccept\n}",
                    WEB,
                    "DROPPED"),
            new Row("continue goes on", "continue\ndrop", WEB, "DROPPED"),
            new Row(
                    "states by map",
                    "ct state vmap { invalid : accept, established : accept, new : drop }",
                    WEB,
                    "DROPPED"),
            new Row("family", "meta nfproto ipv6 drop", WEB, "DELIVERED"),
            new Row("other family's field", "ip6 daddr != ::1 drop", WEB, "DELIVERED"),
            new Row("every element of a sure thing", "numgen random mod 2 vmap { 0 : drop, 1 : drop }", WEB, "DROPPED"),
            new Row("a throw", "numgen random mod 2 vmap { 0 : drop, 1 : accept }", WEB, "MIXED"),
            new Row(
                    "memory",
                    "update @s { ip saddr } drop\n---\nset s {\ntype ipv4_addr\nflags dynamic,timeout\n}",
                    WEB,
                    "DROPPED"),
            new Row(
                    "a meter is a limit",
                    "add @s { ip saddr limit rate over 10/second } drop\n---\nset s {\ntype ipv4_addr\nflags dynamic\n}",
                    WEB,
                    "UNDETERMINED"),
            new Row("rules of an object's neighbours", "drop\n---\ncounter c {\npackets 1 bytes 2\n}", WEB, "DROPPED"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Walk walk = trace(table(row.rules()), row.to());
                    assertThat(walk.verdict()).as(walk.paths().toString()).isEqualTo(row.verdict());
                }));
    }

    private static String table(String text) {
        String[] parts = text.split("\n---\n", 2);
        return "table inet t {\n" + (parts.length == 2 ? parts[1] + "\n" : "")
                + "chain forward {\ntype filter hook forward priority filter; policy accept;\n" + parts[0] + "\n}\n}\n";
    }

    private Walk trace(String rules, String to) throws IOException {
        Path file = Files.writeString(folder.resolve("nft.txt"), rules);
        Bundle bundle = Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), System::nanoTime);
        int colon = to.lastIndexOf(':');
        RuleTrace.Request request = new RuleTrace.Request(
                new IpPort(Ip.of("10.0.0.1"), 40000),
                new IpPort(Ip.of(to.substring(0, colon)), Integer.parseInt(to.substring(colon + 1))),
                Proto.TCP,
                Optional.empty(),
                "cali7",
                "eth1",
                List.of(),
                CtState.NEW,
                0);
        return RuleTrace.trace(Intake.of(bundle, 1).readings(), request);
    }

    private static final String NAT = """
            table ip nat {
            	map backends {
            		type ipv4_addr . inet_service : ipv4_addr . inet_service
            		elements = { 10.96.0.1 . 443 : 10.1.1.1 . 6443 }
            	}
            	chain pre {
            		type nat hook prerouting priority dstnat; policy accept;
            		dnat to ip daddr . tcp dport map @backends
            		ip daddr 10.96.0.2 dnat to numgen random mod 4 map { 0-2 : 10.1.1.2, 3 : 10.1.1.3 }
            		tcp dport 30080 redirect to :8080
            		ip daddr 10.96.0.3 dnat to 10.1.1.5:99
            	}
            	chain post {
            		type nat hook postrouting priority srcnat; policy accept;
            		ip daddr 10.1.1.0/24 masquerade fully-random
            	}
            }
            """;

    @Test
    void rulesOfArpAreAnAssumption() throws IOException {
        Walk walk = trace("""
                table arp frames {
                	chain f {
                		type filter hook input priority 0; policy accept;
                		arp operation request drop
                	}
                }
                table inet t {
                	chain f {
                		type filter hook forward priority 0; policy accept;
                	}
                }
                """, WEB);
        assertThat(walk.verdict()).isEqualTo("DELIVERED");
        assertThat(walk.assumptions())
                .anySatisfy(missing -> assertThat(missing.what()).contains("nft table arp frames"));
    }

    @Test
    void netdevChainsTakeThePacketsOfTheirDevicesAlone() throws IOException {
        String table = """
                table netdev t {
                	chain in {
                		type filter hook ingress device "%s" priority 0; policy accept;
                		tcp dport 80 drop
                	}
                }
                """;
        assertThat(trace(table.formatted("cali7"), WEB).verdict()).isEqualTo("DROPPED");
        assertThat(trace(table.formatted("cali8"), WEB).verdict()).isEqualTo("DELIVERED");
    }

    @Test
    void ofTwoChainsOfOnePriorityNoRuleIsSurelyMet() throws IOException {
        Walk walk = trace("""
                table inet a {
                	chain one {
                		type filter hook forward priority 0; policy drop;
                	}
                }
                table inet b {
                	chain two {
                		type filter hook forward priority 0; policy accept;
                		counter
                	}
                }
                """, WEB);
        assertThat(walk.verdict()).isEqualTo("DROPPED");
        assertThat(walk.paths())
                .singleElement()
                .satisfies(path -> assertThat(path.met())
                        .singleElement()
                        .satisfies(met -> assertThat(met.sure()).isFalse()));
    }

    @Test
    void aMapOfPairsTranslates() throws IOException {
        Walk walk = trace(NAT, "10.96.0.1:443");
        assertThat(walk.paths()).singleElement().satisfies(path -> {
            assertThat(path.endpoint().map(IpPort::toString)).contains("10.1.1.1:6443");
            assertThat(path.masqueraded()).isTrue();
        });
    }

    @Test
    void aPrefixKeepsTheHostPart() throws IOException {
        Walk walk = trace("""
                table ip nat {
                	chain pre {
                		type nat hook prerouting priority dstnat; policy accept;
                		dnat ip prefix to ip daddr map { 10.96.0.0/16 : 10.9.0.0/16 }
                	}
                }
                """, "10.96.3.7:443");
        assertThat(walk.paths())
                .singleElement()
                .satisfies(path ->
                        assertThat(path.endpoint().map(IpPort::toString)).contains("10.9.3.7:443"));
    }

    @Test
    void weightsAreExact() throws IOException {
        Walk walk = trace(NAT, "10.96.0.2:80");
        assertThat(walk.paths()).hasSize(2);
        assertThat(walk.paths())
                .filteredOn(path -> path.endpoint().map(IpPort::toString).equals(Optional.of("10.1.1.2:80")))
                .singleElement()
                .satisfies(path -> assertThat(path.weight()).isCloseTo(0.75, within(1e-9)));
    }

    @Test
    void addressAndPort() throws IOException {
        Walk walk = trace(NAT, "10.96.0.3:80");
        assertThat(walk.paths())
                .singleElement()
                .satisfies(path ->
                        assertThat(path.endpoint().map(IpPort::toString)).contains("10.1.1.5:99"));
    }

    @Test
    void theElementIsCited() throws IOException {
        Walk walk = trace(NAT, "10.96.0.1:443");
        assertThat(walk.paths().getFirst().steps())
                .anySatisfy(step -> assertThat(step.sources().toString()).contains(":4"));
    }
}

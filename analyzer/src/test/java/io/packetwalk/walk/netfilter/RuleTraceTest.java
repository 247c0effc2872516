package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rules, a packet, a verdict, a rewritten packet: the evaluator's case table. */
class RuleTraceTest {

    /** One row: rules of the filter table's FORWARD chain unless they name tables themselves. */
    private record Row(String holds, String rules, String to, String verdict) {}

    private static final List<Row> FILTER = List.of(
            new Row("no rule, policy ACCEPT", "", "10.0.0.9:80", "DELIVERED"),
            new Row("a matching DROP drops", "-A FORWARD -d 10.0.0.9/32 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("another address passes", "-A FORWARD -d 10.0.0.8/32 -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("negation", "-A FORWARD ! -d 10.0.0.8/32 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("all conditions must hold", "-A FORWARD -d 10.0.0.9/32 -p udp -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("port", "-A FORWARD -p tcp -m tcp --dport 80 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("port range", "-A FORWARD -p tcp -m tcp --dport 1024: -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("port without -m", "-A FORWARD -p tcp --dport 80 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("multiport", "-A FORWARD -p tcp -m multiport --dports 22,80,443 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("REJECT", "-A FORWARD -j REJECT --reject-with icmp-port-unreachable", "10.0.0.9:80", "REJECTED"),
            new Row("first match wins", "-A FORWARD -j ACCEPT\n-A FORWARD -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("device prefix", "-A FORWARD -i cali+ -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("other device", "-A FORWARD -i eth0 -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("state NEW", "-A FORWARD -m conntrack --ctstate NEW -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "state list is an or, its negation a nor",
                    "-A FORWARD -m conntrack ! --ctstate RELATED,ESTABLISHED -j DROP",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row("mark", "-A FORWARD -m mark --mark 0x4000/0x4000 -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row(
                    "a mark set earlier",
                    "-A FORWARD -j MARK --set-xmark 0x4000/0x4000\n-A FORWARD -m mark --mark 0x4000/0x4000 -j DROP",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row(
                    "first packets have SYN",
                    "-A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row("range", "-A FORWARD -m iprange --dst-range 10.0.0.1-10.0.0.10 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "unknown match leaves it open",
                    "-A FORWARD -m u32 --u32 0>>22&0x3C -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row(
                    "unknown option leaves it open",
                    "-A FORWARD -p tcp -m tcp --dport 80 --tcp-option 4 -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row(
                    "unknown option does not match more",
                    "-A FORWARD -p tcp -m tcp --dport 81 --tcp-option 4 -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "unknown match on a rule that changes nothing",
                    "-A FORWARD -m u32 --u32 0 -j LOG",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "unknown match with the same end either way",
                    "-A FORWARD -m u32 --u32 0 -j DROP\n-A FORWARD -j DROP",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row(
                    "a first packet's connection has seen no reply",
                    "-A FORWARD -m conntrack --ctstatus SEEN_REPLY,ASSURED -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "status that is not read leaves it open",
                    "-A FORWARD -m conntrack --ctstatus OFFLOAD -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row("a SYN is short", "-A FORWARD -m length --length 1000:65535 -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("but not how short", "-A FORWARD -m length --length 0:60 -j DROP", "10.0.0.9:80", "UNDETERMINED"),
            new Row("any length", "-A FORWARD -m length --length 0:1500 -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "a first packet has no extension header",
                    "-A FORWARD -m rt --rt-type 0 -j DROP\n-A FORWARD -m rt ! --rt-type 0 -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "a forwarded packet has no user",
                    "-A FORWARD -m cgroup --cgroup 1 -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row("hop limit", "-A FORWARD -j TTL --ttl-set 64\n-A FORWARD -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row("hop limit behind routing", "-A FORWARD -j TTL --ttl-set 1", "10.0.0.9:80", "DELIVERED"),
            new Row("hop limit that shrinks", "-A FORWARD -j TTL --ttl-dec 1", "10.0.0.9:80", "UNDETERMINED"),
            new Row("zone", "-A FORWARD -j CT --zone 5\n-A FORWARD -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "a set whose lookup changes the mark",
                    "-A FORWARD -j SET --map-set S dst --map-mark",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row("unknown target", "-A FORWARD -j FROBNICATE", "10.0.0.9:80", "UNDETERMINED"),
            new Row(
                    "unknown target that is not met",
                    "-A FORWARD -s 1.2.3.4/32 -j FROBNICATE",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "limit before a log",
                    "-A FORWARD -m limit --limit 10/min -j NFLOG --nflog-group 100",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "limit before a drop",
                    "-A FORWARD -m limit --limit 10/min -j ACCEPT\n-A FORWARD -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row(
                    "the same open question has one answer",
                    "-A FORWARD -m u32 --u32 0 -j ACCEPT\n-A FORWARD -m u32 --u32 0 -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "an open question inside one that does not matter",
                    "-A FORWARD -m u32 --u32 1 -j MARK --set-xmark 0x1/0x1\n-A FORWARD -m u32 --u32 2 -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row("set", "-A FORWARD -m set --match-set S dst -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "set, one of two dimensions",
                    "-A FORWARD -m set --match-set SP dst,dst -j DROP",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row("set, wrong port", "-A FORWARD -m set --match-set SP dst,dst -j DROP", "10.0.0.9:81", "DELIVERED"),
            new Row("set, other end", "-A FORWARD -m set --match-set S src -j DROP", "10.0.0.9:80", "DELIVERED"),
            new Row("nomatch makes a hole", "-A FORWARD -m set --match-set N dst -j DROP", "10.1.1.1:80", "DELIVERED"),
            new Row("beside the hole", "-A FORWARD -m set --match-set N dst -j DROP", "10.1.2.1:80", "DROPPED"),
            new Row("set of sets", "-A FORWARD -m set --match-set L dst -j DROP", "10.0.0.9:80", "DROPPED"),
            new Row(
                    "set that was not dumped",
                    "-A FORWARD -m set --match-set X dst -j DROP",
                    "10.0.0.9:80",
                    "UNDETERMINED"),
            new Row(
                    "jump and back",
                    "-A FORWARD -j C\n-A FORWARD -j DROP\n-A C -j RETURN\n-A C -j ACCEPT",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row(
                    "end of a chain returns",
                    "-A FORWARD -j C\n-A FORWARD -j DROP\n-A C -d 1.1.1.1/32 -j ACCEPT",
                    "10.0.0.9:80",
                    "DROPPED"),
            new Row(
                    "goto comes back to the caller's caller",
                    "-A FORWARD -j C\n-A FORWARD -j ACCEPT\n-A C -g D\n-A C -j DROP\n-A D -j RETURN",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "goto from a base chain meets the policy",
                    "-A FORWARD -g C\n-A FORWARD -j DROP\n-A C -j RETURN",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row(
                    "RETURN in a base chain meets the policy",
                    "-A FORWARD -j RETURN\n-A FORWARD -j DROP",
                    "10.0.0.9:80",
                    "DELIVERED"),
            new Row("chains in a circle", "-A FORWARD -j C\n-A C -j C", "10.0.0.9:80", "UNDETERMINED"));

    private static final String SETS = """
            create S hash:ip
            add S 10.0.0.9
            create SP hash:ip,port
            add SP 10.0.0.9,tcp:80
            create N hash:net
            add N 10.1.0.0/16
            add N 10.1.1.0/24 nomatch
            create L list:set
            add L S
            """;

    @TestFactory
    Stream<DynamicTest> filterRules() {
        return FILTER.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules = SETS + "*filter\n:FORWARD ACCEPT [0:0]\n:C - [0:0]\n:D - [0:0]\n" + row.rules();
                    assertThat(trace(rules, row.to()).verdict()).isEqualTo(row.verdict());
                }));
    }

    @Test
    void twoRulesOfWhichOneRejectsItAreBothNamed() {
        Walk walk = trace("""
                *filter
                :FORWARD ACCEPT [0:0]
                -A FORWARD -m quota --quota 1000 -j REJECT --reject-with icmp-net-prohibited
                -A FORWARD -j REJECT --reject-with icmp-host-prohibited
                """, "10.0.0.9:80");

        assertThat(walk.verdict()).isEqualTo("REJECTED");
        assertThat(walk.paths()).singleElement().satisfies(path -> {
            assertThat(path.verdict()).isEqualTo(new Verdict.Rejected("icmp-net-prohibited or icmp-host-prohibited"));
            assertThat(path.reason()).contains("with icmp-net-prohibited, or ").endsWith("with icmp-host-prohibited");
            assertThat(path.by()).hasSize(2);
        });
    }

    private static RuleTrace.Request request(String from, String to, String... local) {
        return new RuleTrace.Request(
                IpPort.parse(from + ":0").orElseThrow(),
                IpPort.parse(to).orElseThrow(),
                Proto.TCP,
                Optional.empty(),
                "cali123",
                "eth1",
                Stream.of(local).map(Ip::of).toList(),
                CtState.NEW,
                0);
    }

    private static Walk trace(String rules, String to) {
        return RuleTrace.trace(SaveText.rules(rules), SaveText.READ, request("10.0.0.1", to, "10.0.0.254"));
    }

    @Test
    void chanceThatMultipliesBeyondWhatAnybodyReadsIsUndetermined() {
        String coins = IntStream.range(0, 8)
                .mapToObj(
                        bit -> "-A CHAIN -m statistic --mode random --probability 0.5 -j MARK --or-mark " + (1 << bit))
                .collect(Collectors.joining("\n", "", "\n"));
        String save = "*mangle\n:PREROUTING ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n%s%sCOMMIT\n"
                .formatted(coins.replace("CHAIN", "PREROUTING"), coins.replace("CHAIN", "FORWARD"));

        Walk walk = trace(save, "10.0.0.9:80");

        assertThat(walk.paths()).singleElement().satisfies(path -> {
            assertThat(path.weight()).isCloseTo(1, within(1e-9));
            assertThat(path.verdict().word()).isEqualTo("UNDETERMINED");
            assertThat(path.missing()).anyMatch(missing -> missing.why().equals("too many ways are open"));
        });
    }

    private static final String SERVICE = """
            *nat
            :PREROUTING ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :KUBE-SERVICES - [0:0]
            :KUBE-SVC-A - [0:0]
            :KUBE-SEP-1 - [0:0]
            :KUBE-SEP-2 - [0:0]
            :KUBE-SEP-3 - [0:0]
            :KUBE-MARK-MASQ - [0:0]
            -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
            -A POSTROUTING -j MARK --set-xmark 0x4000/0x0
            -A POSTROUTING -j MASQUERADE --random-fully
            -A KUBE-SERVICES -d 10.96.0.5/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-A
            -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
            -A KUBE-SVC-A ! -s 10.0.0.0/24 -d 10.96.0.5/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
            -A KUBE-SVC-A -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -j KUBE-SEP-1
            -A KUBE-SVC-A -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-1
            -A KUBE-SVC-A -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-2
            -A KUBE-SVC-A -j KUBE-SEP-3
            -A KUBE-SEP-1 -s 10.0.0.11/32 -j KUBE-MARK-MASQ
            -A KUBE-SEP-1 -p tcp -m recent --set --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.0.0.11:8080
            -A KUBE-SEP-2 -p tcp -m tcp -j DNAT --to-destination 10.0.0.12:8080
            -A KUBE-SEP-3 -p tcp -m tcp -j DNAT --to-destination 10.0.0.13:8080
            """;

    @Test
    void serviceGivesEachEndpointItsShare() {
        Walk walk = RuleTrace.trace(SaveText.rules(SERVICE), SaveText.READ, request("10.0.0.1", "10.96.0.5:80"));

        assertThat(walk.paths())
                .extracting(path -> path.endpoint().orElseThrow().toString())
                .containsExactlyInAnyOrder("10.0.0.11:8080", "10.0.0.12:8080", "10.0.0.13:8080");
        assertThat(walk.paths()).allSatisfy(path -> assertThat(path.weight()).isCloseTo(1.0 / 3, within(1e-6)));
        assertThat(walk.paths().stream().mapToDouble(Path::weight).sum()).isCloseTo(1, within(1e-12));
        assertThat(walk.paths()).noneMatch(Path::masqueraded);
    }

    @Test
    void networksAreMappedHostByHost() {
        String rules = """
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -d 10.96.0.0/24 -j NETMAP --to 192.0.2.0/24
                """;
        Walk walk = RuleTrace.trace(SaveText.rules(rules), SaveText.READ, request("10.0.0.1", "10.96.0.5:80"));

        assertThat(walk.paths())
                .extracting(path -> path.endpoint().orElseThrow().toString())
                .containsExactly("192.0.2.5:80");
    }

    @Test
    void sourceOutsideThePodsIsMasqueraded() {
        Walk walk = RuleTrace.trace(SaveText.rules(SERVICE), SaveText.READ, request("192.0.2.7", "10.96.0.5:80"));

        assertThat(walk.paths()).hasSize(3).allMatch(Path::masqueraded);
        assertThat(walk.verdict()).isEqualTo("DELIVERED");
    }

    @Test
    void hairpinIsMasqueradedOnlyToItself() {
        Walk walk = RuleTrace.trace(SaveText.rules(SERVICE), SaveText.READ, request("10.0.0.11", "10.96.0.5:80"));

        assertThat(walk.paths())
                .filteredOn(Path::masqueraded)
                .extracting(path -> path.endpoint().orElseThrow().ip().toString())
                .containsExactly("10.0.0.11");
    }

    @Test
    void affinityOfNewClientIsAnAssumption() {
        Walk walk = RuleTrace.trace(SaveText.rules(SERVICE), SaveText.READ, request("10.0.0.1", "10.96.0.5:80"));

        assertThat(walk.assumptions()).extracting(Missing::what).anyMatch(what -> what.contains("affinity"));
    }

    @Test
    void answersAreNotOfferedToTheNatTable() {
        RuleTrace.Request new_ = request("10.0.0.1", "10.96.0.5:80");
        RuleTrace.Request established = new RuleTrace.Request(
                new_.from(), new_.to(), Proto.TCP, Optional.empty(), "", "", List.of(), CtState.ESTABLISHED, 0);

        Walk walk = RuleTrace.trace(SaveText.rules(SERVICE), SaveText.READ, established);

        assertThat(walk.paths()).hasSize(1);
        assertThat(walk.paths().getFirst().endpoint()).contains(new_.to());
    }

    @Test
    void untrackedPacketsAreNotTranslated() {
        String rules = SERVICE + "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.96.0.5/32 -j NOTRACK\n";

        Walk walk = RuleTrace.trace(SaveText.rules(rules), SaveText.READ, request("10.0.0.1", "10.96.0.5:80"));

        assertThat(walk.paths()).hasSize(1);
        assertThat(walk.paths().getFirst().endpoint().orElseThrow().toString()).isEqualTo("10.96.0.5:80");
    }

    @Test
    void bothBackendsRunAndEitherMayDrop() {
        String rules = """
                *filter
                :FORWARD ACCEPT [0:0]
                -A FORWARD -j ACCEPT
                # legacy
                *filter
                :FORWARD ACCEPT [0:0]
                -A FORWARD -p tcp -m tcp --dport 80 -j DROP
                """;

        assertThat(trace(rules, "10.0.0.9:80").verdict()).isEqualTo("DROPPED");
        assertThat(trace(rules, "10.0.0.9:81").verdict()).isEqualTo("DELIVERED");
    }

    @Test
    void orderOfTablesOfOnePriorityIsNotGuessed() {
        String rules = """
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -d 10.96.0.5/32 -j DNAT --to-destination 10.0.0.11
                # legacy
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -d 10.96.0.5/32 -j DNAT --to-destination 10.0.0.12
                """;

        Walk walk = trace(rules, "10.96.0.5:80");

        assertThat(walk.verdict()).isEqualTo("UNDETERMINED");
        assertThat(walk.paths().getFirst().missing())
                .extracting(Missing::what)
                .anyMatch(what -> what.contains("order"));
        assertThat(trace(rules, "10.96.0.6:80").verdict()).isEqualTo("DELIVERED");
    }

    @Test
    void rejectNamesItsType() {
        Walk walk = trace(
                "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -j REJECT --reject-with tcp-reset", "10.0.0.9:80");

        assertThat(walk.paths().getFirst().verdict()).isEqualTo(new Verdict.Rejected("tcp-reset"));
        assertThat(walk.symptom()).isEqualTo(Symptom.REFUSED);
    }

    @Test
    void localDestinationMeetsInputAndNotForward() {
        String rules = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n";

        assertThat(trace(rules, "10.0.0.254:80").verdict()).isEqualTo("DROPPED");
        assertThat(trace(rules, "10.0.0.9:80").verdict()).isEqualTo("DELIVERED");
    }

    @Test
    void oneHookAlone() {
        String rules = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n";
        RuleTrace.Request all = request("10.0.0.1", "10.0.0.9:80");
        RuleTrace.Request input = new RuleTrace.Request(
                all.from(), all.to(), all.proto(), Optional.of(Hook.INPUT), "eth0", "", List.of(), CtState.NEW, 0);

        assertThat(RuleTrace.trace(SaveText.rules(rules), SaveText.READ, input).verdict())
                .isEqualTo("DROPPED");
    }

    @Test
    void longChainGivesTheSameAnswerAsAShortOne() {
        StringBuilder rules = new StringBuilder("*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -i other0 -j DROP\n");
        for (int i = 0; i < 200; i++) {
            rules.append("-A FORWARD -d 10.0.")
                    .append(i)
                    .append(".9/32 -p tcp -m tcp --dport 80 -j ")
                    .append(i % 2 == 0 ? "DROP" : "ACCEPT")
                    .append('\n');
        }
        rules.append(
                "-A FORWARD -p tcp -m tcp --dport 81 -j REJECT\n-A FORWARD -s 10.0.0.1/32 -p tcp --dport 82 -j DROP\n");

        assertThat(trace(rules.toString(), "10.0.6.9:80").verdict()).isEqualTo("DROPPED");
        assertThat(trace(rules.toString(), "10.0.7.9:80").verdict()).isEqualTo("DELIVERED");
        assertThat(trace(rules.toString(), "10.0.7.9:81").verdict()).isEqualTo("REJECTED");
        assertThat(trace(rules.toString(), "10.9.9.9:82").verdict()).isEqualTo("DROPPED");
    }

    @Test
    void rulesThatWereNotDumpedBlockNoBareTrace() {
        Walk walk = RuleTrace.trace(SaveText.rules(""), java.util.Map.of(), request("10.0.0.1", "10.0.0.9:80"));

        assertThat(walk.verdict()).isEqualTo("DELIVERED");
        assertThat(walk.assumptions()).isNotEmpty();
    }
}

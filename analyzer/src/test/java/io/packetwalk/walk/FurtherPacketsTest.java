package io.packetwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes back: answers and ICMP errors, by the rules of the nodes they pass. The pod client-1 (10.1.1.5, on n1) asks the Service address 10.96.0.20:80, which n1
 * translates to 10.1.2.2:8080 on n2.
 */
class FurtherPacketsTest {

    private static final Path CASE =
            Path.of("..", "samples", "cases", "pw-005-svc-named-targetport-unresolved", "bundle");

    private static final String DNAT = "-A PREROUTING -d 10.96.0.20/32 -p tcp -j DNAT --to-destination 10.1.2.2:8080\n";
    private static final String REFUSE = "-A FORWARD -p tcp -j REJECT --reject-with icmp-port-unreachable\n";

    private static final Map<String, List<String>> CHAINS = Map.of(
            "raw", List.of("PREROUTING", "OUTPUT"),
            "mangle", List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
            "nat", List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
            "filter", List.of("INPUT", "FORWARD", "OUTPUT"));

    @TempDir
    private Path folder = Path.of("");

    /** Rules of both nodes, in iptables-save without frame; the table of each is the one of its chain and target. */
    private record Row(String holds, String first, String second, String says) {}

    private static final List<Row> ROWS = List.of(
            new Row("nothing stops anything", "", "", "DELIVERED OK"),
            new Row(
                    "an error of the other node comes back as of the address that was asked",
                    "",
                    REFUSE,
                    "REJECTED REFUSED"),
            new Row(
                    "a node that drops RELATED keeps it",
                    "-A FORWARD -m conntrack --ctstate RELATED -j DROP\n",
                    REFUSE,
                    "REJECTED TIMEOUT"),
            new Row(
                    "so does one that lets only ESTABLISHED back",
                    "-A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT\n-A FORWARD -j DROP\n",
                    REFUSE,
                    "REJECTED TIMEOUT"),
            new Row(
                    "the sender's own rules see it in OUTPUT",
                    "",
                    REFUSE + "-A OUTPUT -p icmp -j DROP\n",
                    "REJECTED TIMEOUT"),
            new Row(
                    "by its type",
                    "",
                    REFUSE + "-A OUTPUT -p icmp -m icmp --icmp-type 3/4 -j DROP\n",
                    "REJECTED REFUSED"),
            new Row("and code", "", REFUSE + "-A OUTPUT -p icmp -m icmp --icmp-type 3/3 -j DROP\n", "REJECTED TIMEOUT"),
            new Row(
                    "it is no echo",
                    "",
                    REFUSE + "-A OUTPUT -p icmp -m icmp --icmp-type 8 -j DROP\n",
                    "REJECTED REFUSED"),
            new Row("through masquerading, too", "-A POSTROUTING -j MASQUERADE\n", REFUSE, "REJECTED REFUSED"),
            new Row(
                    "untracked it is about an address the client never asked",
                    "-A PREROUTING -p icmp -j NOTRACK\n",
                    REFUSE,
                    "REJECTED TIMEOUT"),
            new Row(
                    "a reset comes back as well",
                    "",
                    "-A FORWARD -p tcp -j REJECT --reject-with tcp-reset\n",
                    "REJECTED REFUSED"),
            new Row(
                    "unless a rule drops resets",
                    "-A FORWARD -p tcp -m tcp --tcp-flags RST RST -j DROP\n",
                    "-A FORWARD -p tcp -j REJECT --reject-with tcp-reset\n",
                    "REJECTED TIMEOUT"),
            new Row(
                    "a SYN-ACK of no connection is INVALID",
                    "",
                    "-A PREROUTING -s 10.1.1.5/32 -j NOTRACK\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\n",
                    "DELIVERED TIMEOUT"),
            new Row(
                    "before tracking, an answer has no connection that could be translated",
                    "-A PREROUTING -m conntrack --ctstate DNAT -j DROP\n",
                    "",
                    "DELIVERED OK"),
            new Row(
                    "an untracked packet is not translated",
                    "-A PREROUTING -s 10.1.1.5/32 -j NOTRACK\n",
                    "",
                    "LOST TIMEOUT"),
            new Row(
                    "whether an answer comes to a source that no node has is not known",
                    "-A POSTROUTING -d 10.1.2.2/32 -j SNAT --to-source 10.1.9.9\n",
                    "",
                    "DELIVERED UNKNOWN"),
            new Row("no host passes on a TTL of 1", "-A PREROUTING -j TTL --ttl-set 1\n", "", "REJECTED UNREACHABLE"),
            new Row("the next one neither", "-A POSTROUTING -j TTL --ttl-set 1\n", "", "REJECTED UNREACHABLE"),
            new Row("two hosts need a TTL of 3", "-A PREROUTING -j TTL --ttl-set 2\n", "", "REJECTED UNREACHABLE"),
            new Row("and come there with it", "-A PREROUTING -j TTL --ttl-set 3\n", "", "DELIVERED OK"),
            new Row(
                    "more than enough is enough",
                    "-A PREROUTING -j TTL --ttl-set 1\n-A PREROUTING -j TTL --ttl-inc 9\n",
                    "",
                    "DELIVERED OK"));

    /** What becomes of 200 bytes behind the handshake. */
    private static final List<Row> DATA = List.of(
            new Row("nothing stops data", "", "", "DELIVERED OK"),
            new Row(
                    "it is longer than a SYN",
                    "",
                    "-A FORWARD -d 10.1.2.2/32 -m length --length 100:1500 -j DROP\n",
                    "DROPPED STALL"),
            new Row(
                    "and not as long as that",
                    "",
                    "-A FORWARD -d 10.1.2.2/32 -m length --length 300:1500 -j DROP\n",
                    "DELIVERED OK"),
            new Row(
                    "how long its options are is not known",
                    "",
                    "-A FORWARD -d 10.1.2.2/32 -m length --length 250:1500 -j DROP\n",
                    "UNDETERMINED UNKNOWN"),
            new Row(
                    "it acknowledges",
                    "-A FORWARD -p tcp -m tcp --dport 8080 --tcp-flags SYN,ACK ACK -j DROP\n",
                    "",
                    "DROPPED STALL"),
            new Row(
                    "whether it pushes is its sender's choice",
                    "-A FORWARD -p tcp -m tcp --dport 8080 --tcp-flags PSH PSH -j DROP\n",
                    "",
                    "UNDETERMINED UNKNOWN"),
            new Row(
                    "it is of the connection that the SYN began, translated as the SYN was",
                    "-A FORWARD -d 10.1.2.2/32 -m conntrack --ctstate ESTABLISHED -m length --length 200:1500 -j DROP\n",
                    "",
                    "DROPPED STALL"),
            new Row(
                    "the answer's data is taken on its own way",
                    "-A FORWARD -s 10.1.2.2/32 -m length --length 100:1500 -j DROP\n",
                    "",
                    "DROPPED STALL"),
            new Row(
                    "a rule may reset it",
                    "",
                    "-A FORWARD -p tcp -m length --length 100:1500 -j REJECT --reject-with tcp-reset\n",
                    "REJECTED RESET"));

    @TestFactory
    Stream<DynamicTest> data() {
        return DATA.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Walk walk = walk(row.first(), row.second(), 1500, 200);
                    assertThat(walk.verdict() + " " + walk.symptom())
                            .describedAs(walk.paths().getFirst().reason())
                            .isEqualTo(row.says());
                }));
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Walk walk = walk(row.first(), row.second(), 1500, 0);
                    assertThat(walk.verdict() + " " + walk.symptom())
                            .describedAs(walk.paths().getFirst().reason())
                            .isEqualTo(row.says());
                }));
    }

    @Test
    void theErrorIsFollowedAsAnAnswerIs() throws IOException {
        Walk walk = walk("", REFUSE, 1500, 0);

        assertThat(walk.reply()).singleElement().satisfies(back -> {
            Hop last = back.steps().getLast().after();
            assertThat(last.tuple().src().ip()).isEqualTo(Ip.of("10.96.0.20"));
            assertThat(last.tuple().dst().ip()).isEqualTo(Ip.of("10.1.1.5"));
            assertThat(back.steps()).anyMatch(step -> step.text().contains("RELATED"));
        });
    }

    @Test
    void theRuleThatKeepsItIsCited() throws IOException {
        Walk walk = walk("-A FORWARD -m conntrack --ctstate RELATED -j DROP\n", REFUSE, 1500, 0);

        assertThat(walk.paths().getFirst().by())
                .anyMatch(source -> source.toString().contains("n1/iptables-save.txt"));
    }

    @Test
    void aSenderThatHearsOfALargePacketSendsSmallerOnes() throws IOException {
        assertThat(walk("", "", 1280, 3000).symptom()).isNotEqualTo(Symptom.STALL);
    }

    private static final String LONG = """
            table inet f {
            \tflowtable ft {
            \t\thook ingress priority filter
            \t\tdevices = { eth0, cni0 }
            \t}
            \tchain forward {
            \t\ttype filter hook forward priority filter; policy accept;
            \t\tct state established flow add @ft
            \t\tip daddr 10.1.2.2 meta length 100-1500 drop
            \t}
            }
            """;

    @Test
    void aFlowtableMayCarryDataPastARule() throws IOException {
        String without =
                LONG.replaceAll("(?s)\tflowtable.*?\n\t}\n", "").replace("\t\tct state established flow add @ft\n", "");

        assertThat(walk("", "", without, 1500, 200).symptom()).isEqualTo(Symptom.STALL);
        Walk open = walk("", "", LONG, 1500, 200);
        assertThat(open.verdict()).isEqualTo("UNDETERMINED");
        assertThat(open.paths().getFirst().missing())
                .anySatisfy(missing -> assertThat(missing.what()).contains("flowtable ft of n2"));
    }

    @Test
    void aNewConnectionIsInNoFlowtableAndEndsTheRule() throws IOException {
        String accepts = LONG.replace("ct state established flow add @ft", "ct state new flow add @ft accept")
                .replace("ip daddr 10.1.2.2 meta length 100-1500 drop", "ip daddr 10.1.2.2 ct state new drop");

        assertThat(walk("", "", accepts, 1500, 0).verdict()).isEqualTo("DROPPED");
    }

    @Test
    void aFilterOnRelatedMakesABlackHole() throws IOException {
        Walk walk = walk("-A FORWARD -m conntrack --ctstate RELATED -j DROP\n", "", 1280, 3000);

        assertThat(walk.symptom()).isEqualTo(Symptom.STALL);
        assertThat(walk.paths().getFirst().reason()).contains("cni0 of n2").contains("does not hear of it");
    }

    /** The case with other rules, and another MTU of the bridge on n2. */
    private Walk walk(String first, String second, int mtu, int size) throws IOException {
        return walk(first, second, "", mtu, size);
    }

    /** The same with tables of nft on n2. */
    private Walk walk(String first, String second, String nft, int mtu, int size) throws IOException {
        Path bundle = Files.createTempDirectory(folder, "bundle");
        try (Stream<Path> files = Files.walk(CASE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = bundle.resolve(CASE.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.write(to, Files.readAllBytes(file));
            }
        }
        Files.delete(bundle.resolve("captures/pod.shop.client-1.eth0.pcap"));
        for (String node : List.of("n1", "n2")) {
            Files.delete(bundle.resolve("nodes/" + node + "/conntrack.txt"));
            String rules = node.equals("n1") ? DNAT + first : second;
            Files.writeString(bundle.resolve("nodes/" + node + "/iptables-save.txt"), saved("iptables", rules));
            Files.writeString(bundle.resolve("nodes/" + node + "/ip6tables-save.txt"), saved("ip6tables", ""));
        }
        if (!nft.isEmpty()) {
            Files.writeString(bundle.resolve("nodes/n2/nft-list-ruleset.txt"), nft);
        }
        Path links = bundle.resolve("nodes/n2/ip-addr.txt");
        Files.writeString(links, Files.readString(links).replaceFirst("(cni0: \\S+ mtu) \\d+", "$1 " + mtu));
        Question question = new Question(
                new Question.Origin.InPod(ObjectRef.pod("shop", "client-1")),
                new Question.Target.ToAddress(Ip.of("10.96.0.20")),
                Proto.TCP,
                80,
                size);
        Bundle opened = Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0);
        return new Walker(ClusterJoin.join(Intake.of(opened, 1).readings())).walk(question);
    }

    private static String saved(String program, String rules) {
        StringBuilder text =
                new StringBuilder("# Generated by " + program + "-save v1.8.9 on Fri Nov 20 10:00:00 2026\n");
        for (String table : List.of("raw", "mangle", "nat", "filter")) {
            text.append('*').append(table).append('\n');
            for (String chain : CHAINS.getOrDefault(table, List.of())) {
                text.append(':').append(chain).append(" ACCEPT [0:0]\n");
            }
            rules.lines()
                    .filter(rule -> table(rule).equals(table))
                    .forEach(rule -> text.append(rule).append('\n'));
            text.append("COMMIT\n");
        }
        return text.toString();
    }

    private static String table(String rule) {
        return rule.contains("NOTRACK") || rule.contains("--ctstate DNAT")
                ? "raw"
                : rule.contains("TTL") ? "mangle" : rule.contains("NAT") || rule.contains("MASQ") ? "nat" : "filter";
    }
}

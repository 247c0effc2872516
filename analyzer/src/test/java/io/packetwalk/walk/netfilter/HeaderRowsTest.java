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
import io.packetwalk.walk.Walk;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same conditions on headers and on what nobody writes down, as iptables and as nft say them; where one of the two cannot, its words are empty. */
class HeaderRowsTest {

    /**
     * One row: the rule drops what meets the condition.
     *
     * @param iptables words before {@code -j DROP}
     * @param nft words before {@code drop}
     * @param end verdict of a SYN, an echo request, ... as {@code proto} says
     */
    private record Row(String holds, String iptables, String nft, String proto, String end) {}

    private static Row tcp(String holds, String iptables, String nft, String end) {
        return new Row(holds, iptables, nft, "tcp", end);
    }

    private static final String NO = "DELIVERED";
    private static final String YES = "DROPPED";
    private static final String OPEN = "UNDETERMINED";

    private static final List<Row> ROWS = List.of(
            tcp("a DSCP nobody names", "-m dscp --dscp 0x2e", "ip dscp ef", OPEN),
            tcp("an ECN mark on a SYN", "-p tcp -m ecn --ecn-ip-ect 3", "ip ecn ce", NO),
            tcp("a SYN is not ECN capable", "-p tcp -m ecn --ecn-ip-ect 0", "ip ecn not-ect", YES),
            new Row("a datagram may be", "-m tos --tos 0x02/0x03", "ip ecn ect0", "udp", OPEN),
            tcp("no TTL is 0", "-m ttl --ttl-lt 1", "ip ttl < 1", NO),
            tcp("every TTL is above 0", "-m ttl --ttl-gt 0", "ip ttl > 0", YES),
            tcp("a TTL nobody names", "-m ttl --ttl-eq 64", "ip ttl 64", OPEN),
            tcp("not that TTL", "-m ttl ! --ttl-eq 64", "ip ttl != 64", OPEN),
            tcp("no fragment", "-f", "ip frag-off & 0x1fff != 0", NO),
            tcp("the version", "", "ip version 4", YES),
            tcp("no options", "", "ip hdrlength > 5", NO),
            tcp("a SYN is short", "-m length --length 81:65535", "meta length > 80", NO),
            tcp("and not shorter than its headers", "-m length --length 40:80", "ip length 40-80", YES),
            tcp("a SYN acknowledges nothing", "", "tcp ackseq 0", YES),
            tcp("window", "", "tcp window < 1024", OPEN),
            tcp("MSS", "-p tcp -m tcpmss --mss 0:500", "tcp option maxseg size 0-500", OPEN),
            tcp("a SYN need not say its MSS", "-p tcp -m tcpmss --mss 0:65535", "", OPEN),
            tcp("other protocols have no such header", "-p esp -m esp --espspi 5", "esp spi 5", NO),
            tcp("nor the negation of it", "-p ah -m ah ! --ahspi 5", "ah spi != 5", NO),
            tcp("no extension header in IPv4", "", "udp length > 8", NO),
            new Row("every datagram has a header", "", "udp length >= 8", "udp", YES),
            new Row("ping is an echo request", "-p icmp -m icmp --icmp-type 8", "icmp type 6-9", "icmp", YES),
            new Row("and no redirect", "-p icmp -m icmp --icmp-type 5", "icmp gateway 10.0.0.1", "icmp", NO),
            new Row("nor a negation of one", "", "icmp mtu != 1400", "icmp", NO),
            new Row(
                    "an association begins with INIT",
                    "-p sctp -m sctp --chunk-types any INIT,DATA",
                    "sctp chunk init exists",
                    "sctp",
                    YES),
            new Row(
                    "and nothing else",
                    "-p sctp -m sctp --chunk-types any DATA,SACK",
                    "sctp chunk data exists",
                    "sctp",
                    NO),
            new Row("which has no tag yet", "", "sctp vtag 0", "sctp", YES),
            tcp("the hour", "-m time --timestart 01:00:00 --timestop 02:00:00", "meta hour \"01:00\"-\"02:00\"", OPEN),
            tcp("the payload", "-m string --string x --algo bm --to 65535", "@th,160,8 0x78", OPEN),
            tcp("IPsec", "-m policy --dir in --pol ipsec", "meta ipsec exists", OPEN),
            tcp("a process elsewhere has no user here", "-m owner --uid-owner 0", "meta skuid 0", NO),
            tcp("the negation asks for a socket in nft", "", "meta skuid != 0", NO),
            tcp("and not in iptables", "-m owner ! --uid-owner 0", "", YES),
            tcp("a mark in a range", "-m mark --mark 0x0/0xf0", "meta mark 0x0-0xf", YES),
            tcp("a mark below", "", "meta mark < 0x10", YES),
            tcp("a shifted mark", "", "meta mark << 8 == 0x0", YES),
            tcp("a shift that leaves zeros has no ones there", "", "meta mark << 8 == 0x1", NO),
            tcp("bits of an address", "-d 10.0.0.9/255.0.0.255", "ip daddr & 255.0.0.255 == 10.0.0.9", YES),
            tcp("other bits of it", "-d 10.0.0.8/255.0.0.255", "ip daddr & 0.0.0.255 < 9", NO),
            tcp("zone", "", "ct zone 0", YES),
            tcp("a new connection has seen no reply", "-m conntrack --ctstatus SEEN_REPLY", "ct status seen-reply", NO),
            tcp("nor a label", "-m connlabel --label 4", "ct label 4", NO),
            tcp(
                    "but the one that a rule gave it",
                    "-m connlabel --label 4 --set\n-A FORWARD -m connlabel --label 4",
                    "ct label set 4 ct label 4",
                    YES),
            tcp("nobody expected it: it has no helper to ask", "-m helper --helper ftp", "ct helper \"ftp\"", NO),
            tcp("nft ends the rule then, iptables does not", "", "ct helper != \"ftp\"", NO),
            tcp("as its negation shows", "-m helper ! --helper ftp", "", YES),
            tcp("protocol numbers", "-p 6", "ip protocol 1-6", YES),
            tcp("no ARP", "", "meta protocol arp", NO),
            tcp(
                    "what frames they are, a bare rule set does not tell",
                    "-m pkttype --pkt-type unicast",
                    "meta pkttype host",
                    OPEN),
            new Row("a number in turn, as a mark", "", "meta mark set numgen inc mod 2 meta mark 2", "tcp", NO),
            new Row("both its values are small", "", "meta mark set numgen inc mod 2 meta mark < 2", "tcp", YES),
            new Row(
                    "marks of two halves",
                    "",
                    "meta mark set ct mark & 0xffff0000 | meta mark & 0xffff meta mark 0",
                    "tcp",
                    YES),
            new Row(
                    "shifted on its way",
                    "",
                    "meta mark set 0x12 meta mark set meta mark << 8 meta mark 0x1200",
                    "tcp",
                    YES),
            new Row(
                    "a rewritten address is what later rules see",
                    "",
                    "ip daddr set 10.9.9.9 ip daddr 10.9.9.9",
                    "tcp",
                    YES),
            new Row("a rewritten port", "", "tcp dport set 99 tcp dport 99", "tcp", YES),
            new Row("a port of another protocol is not written", "", "udp dport set 99", "tcp", NO));

    @TestFactory
    Stream<DynamicTest> iptables() {
        return ROWS.stream()
                .filter(row -> !row.iptables().isEmpty())
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules =
                            "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD " + row.iptables() + " -j DROP\nCOMMIT\n";
                    Walk walk = trace("iptables-save.txt", rules, row.proto());
                    assertThat(walk.verdict()).as(walk.paths().toString()).isEqualTo(row.end());
                }));
    }

    @TestFactory
    Stream<DynamicTest> nft() {
        return ROWS.stream()
                .filter(row -> !row.nft().isEmpty())
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String rules =
                            "table inet t {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy accept;\n"
                                    + "\t\t" + row.nft() + " drop\n\t}\n}\n";
                    Walk walk = trace("nft-ruleset.txt", rules, row.proto());
                    assertThat(walk.verdict()).as(walk.paths().toString()).isEqualTo(row.end());
                }));
    }

    static Walk trace(String name, String rules, String proto) throws java.io.IOException {
        Input input = new Input.Piped(name, new ByteArrayInputStream(rules.getBytes(StandardCharsets.UTF_8)));
        Bundle bundle = Bundle.of(List.of(input), Limits.standard(), System::nanoTime);
        boolean ports = !proto.equals("icmp");
        RuleTrace.Request request = new RuleTrace.Request(
                new IpPort(Ip.of("10.0.0.1"), ports ? 40000 : 7),
                new IpPort(Ip.of("10.0.0.9"), ports ? 80 : 0),
                Proto.parse(proto).orElseThrow(),
                Optional.empty(),
                "eth0",
                "eth1",
                List.of(),
                CtState.NEW,
                0);
        return RuleTrace.trace(Intake.of(bundle, 1).readings(), request);
    }
}

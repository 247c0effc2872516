package io.packetwalk.model.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.IptablesTableFact;
import io.packetwalk.model.lower.iptables.RuleLowering;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What iptables lists means what iptables-save says of the same rules; the samples are one kernel's, printed both ways. */
class ListedRulesTest {
    private static final Path FORMATS = Path.of("..", "samples", "formats");

    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "iptables-legacy_-nvxL, iptables-save, filter",
        "iptables-legacy_-t_nat_-nvxL, iptables-save, nat",
        "ip6tables-legacy_-nvxL, ip6tables-save, filter",
        "ip6tables-legacy_-t_nat_-nvxL, ip6tables-save, nat",
        "ip6tables-nft_-nvL, ip6tables-save, filter"
    })
    void aListMeansWhatTheSaveMeans(String list, String format, String table) throws IOException {
        Map<String, String> listed = rules(FORMATS.resolve("iptables-list").resolve(list), table);
        Map<String, String> saved = rules(FORMATS.resolve(format).resolve("legacy-as-the-lists-show"), table);

        assertThat(listed).isNotEmpty().containsExactlyEntriesOf(saved);
    }

    /** Before 1.8.9 the column of fragments was empty for IPv6, where there are none; and some files do not say which tool wrote them. */
    @Test
    void listOfAnOlderRelease() throws IOException {
        String head = " pkts bytes target     prot opt in     out     source               destination\n";
        Path list = Files.writeString(
                here.resolve("firewall.txt"),
                "Chain INPUT (policy DROP 3 packets, 216 bytes)\n" + head
                        + "   12  1040 ACCEPT     icmpv6    *      *       ::/0                 ::/0                 ipv6-icmptype 128 code 0\n"
                        + "    0     0            all      lo     *       ::/0                 ::/0\n"
                        + "    5   400 DROP       tcp      !eth0  *      !fd00:10:244::/56     fd00:10:96::a/128    tcp dpt:53\n"
                        + "    0     0 ACCEPT     icmpv6    *      *       ::/0                 ::/0                 ipv6-icmp !type 135\n"
                        + "\nChain FORWARD (policy ACCEPT 0 packets, 0 bytes)\n" + head + "\nChain X (0 references)\n"
                        + head);
        Path save = Files.writeString(here.resolve("ip6tables-save"), """
                *filter
                :INPUT DROP [3:216]
                :FORWARD ACCEPT [0:0]
                :X - [0:0]
                [12:1040] -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128/0 -j ACCEPT
                [0:0] -A INPUT -i lo
                [5:400] -A INPUT ! -s fd00:10:244::/56 -d fd00:10:96::a/128 ! -i eth0 -p tcp -m tcp --dport 53 -j DROP
                [0:0] -A INPUT -p ipv6-icmp -m icmp6 ! --icmpv6-type 135 -j ACCEPT
                COMMIT
                """);

        assertThat(rules(list, "filter")).isEqualTo(rules(save, "filter")).hasSize(4);
        assertThat(tables(list)).allMatch(table -> table.family().equals("ip6"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 DROP 6 -- !eth0 * 0.0.0.0/0 10.0.0.0/8 tcp flags:0x17/0x02 | -A INPUT -d 10.0.0.0/8 ! -i eth0 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP",
                "5K 1M ACCEPT tcp -- * * 0.0.0.0/0 0.0.0.0/0 multiport dports 80,443 ctstate NEW | -A INPUT -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT",
                "0 0 REJECT 17 -- * * 10.1.0.0/16 0.0.0.0/0 udp spts:1:9 dpt:!53 reject-with icmp-port-unreachable | -A INPUT -s 10.1.0.0/16 -p udp -m udp --sport 1:9 ! --dport 53 -j REJECT --reject-with icmp-port-unreachable",
                "0 0 X 0 -- * * 0.0.0.0/0 0.0.0.0/0 ! match-set S src,dst mark match ! 0x1/0x3 [goto] | -A INPUT -m set ! --match-set S src,dst -m mark ! --mark 0x1/0x3 -g X",
                "0 0 MARK 0 -f * * 0.0.0.0/0 0.0.0.0/0 MARK and 0xffffbfff | -A INPUT -f -j MARK --set-xmark 0x0/0x4000"
            })
    void oneLineInTheWordsOfASave(String line, String save) throws IOException {
        String other = "Chain X (1 references)\n pkts bytes target prot opt in out source destination\n";
        String list =
                "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n pkts bytes target prot opt in out source destination\n"
                        + line + "\nChain FORWARD (policy ACCEPT 0 packets, 0 bytes)\n\n" + other
                        + other.replace("X", "Y");
        Path one = Files.writeString(here.resolve("iptables_-nvL"), list);
        Path two = Files.writeString(
                here.resolve("iptables-save"),
                "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:X - [0:0]\n:Y - [0:0]\n" + save + "\nCOMMIT\n");

        assertThat(rules(one, "filter")).isEqualTo(rules(two, "filter")).hasSize(1);
    }

    /** A match that the list words so that it cannot be read, a name for an address, the interfaces without -v: nobody knows. */
    @Test
    void whatAListLeavesOutIsUnknown() throws IOException {
        String head = "Chain %s (%s)\ntarget     prot opt source               destination\n";
        Path list = Files.writeString(
                here.resolve("iptables_-L"),
                head.formatted("INPUT", "policy ACCEPT") + "DROP  tcp  --  anywhere  web.example.com  tcp dpt:http\n"
                        + head.formatted("FORWARD", "policy DROP") + "DROP  all  --  anywhere  anywhere\n"
                        + head.formatted("X", "0 references") + head.formatted("Y", "0 references"));

        assertThat(rules(list, "filter").values()).hasSize(2).allMatch(rule -> rule.contains("Unmodelled"));
    }

    private static List<IptablesTable> tables(Path file) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), () -> 0);
        return Intake.of(bundle, 1).readings().stream()
                .flatMap(reading -> reading.facts().stream())
                .flatMap(fact -> fact instanceof IptablesTableFact of ? Stream.of(of.content()) : Stream.empty())
                .toList();
    }

    /** Chain and place in it, with the rule as it is evaluated. */
    private static Map<String, String> rules(Path file, String table) throws IOException {
        Map<String, String> rules = new TreeMap<>();
        Map<String, Integer> places = new HashMap<>();
        tables(file).stream()
                .filter(content -> content.name().equals(table))
                .forEach(content -> content.rules().forEach(rule -> {
                    int place = places.merge(rule.chain(), 1, Integer::sum);
                    rules.put(rule.chain() + " " + place, LoweredText.print(RuleLowering.lower(rule, content.names())));
                }));
        return rules;
    }
}

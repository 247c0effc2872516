package io.packetwalk.model.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.lower.nft.NftLowering;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** One rule as nft lists it and as its JSON has it, where they are written differently and mean the same to both families. */
class NftPairsTest {

    @TempDir
    private Path folder = Path.of("");

    private record Row(String holds, String text, String json) {}

    private static String payload(String protocol, String field, String right) {
        return "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"" + protocol + "\",\"field\":\"" + field
                + "\"}},\"right\":" + right + "}}";
    }

    private static String meta(String key, String right) {
        return "{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"" + key + "\"}},\"right\":" + right + "}}";
    }

    private static final List<Row> ROWS = List.of(
            new Row(
                    "a state may be a number",
                    "ct state established",
                    "{\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":2}}"),
            new Row(
                    "only echoes have an identifier",
                    "icmp type { echo-reply, echo-request } icmp id 7",
                    payload("icmp", "id", "7")),
            new Row(
                    "and a sequence number",
                    "icmpv6 type { echo-request, echo-reply } icmpv6 sequence 7",
                    payload("icmpv6", "sequence", "7")),
            new Row(
                    "ICMP is of IPv4",
                    "icmp type echo-request",
                    meta("nfproto", "\"ipv4\"") + "," + payload("icmp", "type", "\"echo-request\"")),
            new Row(
                    "a frame's header is of Ethernet",
                    "ether saddr 02:00:00:00:00:01",
                    meta("iiftype", "\"ether\"") + "," + payload("ether", "saddr", "\"02:00:00:00:00:01\"")),
            new Row(
                    "a mask that is a prefix",
                    "ip saddr 10.1.0.0/16",
                    "{\"match\":{\"op\":\"==\",\"left\":{\"&\":[{\"payload\":{\"protocol\":\"ip\",\"field\":\"saddr\"}},\"0xffff0000\"]},\"right\":\"0x0a010000\"}}"),
            new Row(
                    "conditions in another order",
                    "meta l4proto tcp meta mark 0x00000007 reject with tcp reset",
                    meta("mark", "7") + ",{\"reject\":{\"type\":\"tcp reset\"}}"),
            new Row(
                    "a reject of the family that the rule asks for",
                    "reject with icmp port-unreachable",
                    meta("nfproto", "\"ipv4\"") + ",{\"reject\":null}"),
            new Row(
                    "a connection of one family",
                    "ct original ip saddr 10.0.0.1",
                    meta("nfproto", "\"ipv4\"")
                            + ",{\"match\":{\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"saddr\",\"dir\":\"original\"}},\"right\":\"10.0.0.1\"}}"),
            new Row(
                    "elements without blanks",
                    "tcp dport vmap { 25:accept, 28: drop }",
                    "{\"vmap\":{\"key\":{\"payload\":{\"protocol\":\"tcp\",\"field\":\"dport\"}},\"data\":{\"set\":[[25,{\"accept\":null}],[28,{\"drop\":null}]]}}}"),
            new Row(
                    "addresses as keys",
                    "ip6 saddr vmap { 2001:db8:::accept, ::7: drop }",
                    "{\"vmap\":{\"key\":{\"payload\":{\"protocol\":\"ip6\",\"field\":\"saddr\"}},\"data\":{\"set\":[[\"2001:db8::\",{\"accept\":null}],[\"::7\",{\"drop\":null}]]}}}"),
            new Row(
                    "a range with blanks",
                    "dnat ip to ip saddr . tcp dport map { 10.0.0.1 . 80 : 10.0.1.1 . 8888 - 8999 }",
                    "{\"dnat\":{\"family\":\"ip\",\"addr\":{\"map\":{\"key\":{\"concat\":[{\"payload\":{\"protocol\":\"ip\",\"field\":\"saddr\"}},"
                            + "{\"payload\":{\"protocol\":\"tcp\",\"field\":\"dport\"}}]},\"data\":{\"set\":[[{\"concat\":[\"10.0.0.1\",80]},"
                            + "{\"concat\":[\"10.0.1.1\",{\"range\":[8888,8999]}]}]]}}}}}"),
            new Row(
                    "a header that is not there",
                    "exthdr hbh missing",
                    "{\"match\":{\"op\":\"==\",\"left\":{\"exthdr\":{\"name\":\"hbh\"}},\"right\":0}}"),
            new Row(
                    "a field with a place in a list",
                    "srh sid[1] dead::beef",
                    "{\"match\":{\"op\":\"==\",\"left\":{\"exthdr\":{\"name\":\"srh\",\"field\":\"sid[1]\"}},\"right\":\"dead::beef\"}}"),
            new Row(
                    "an option by its number",
                    "tcp option @255,8,8 255",
                    "{\"match\":{\"op\":\"==\",\"left\":{\"tcp option\":{\"base\":255,\"offset\":8,\"len\":8}},\"right\":255}}"));

    @TestFactory
    Stream<DynamicTest> bothMeanTheSame() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    String text =
                            "table inet t {\n\tchain c {\n\t\ttype filter hook forward priority 0; policy accept;\n\t\t"
                                    + row.text() + "\n\t}\n}\n";
                    String json = "{\"nftables\":[{\"table\":{\"family\":\"inet\",\"name\":\"t\"}},"
                            + "{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"c\",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"accept\"}},"
                            + "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"c\",\"expr\":[" + row.json()
                            + "]}}]}";
                    for (boolean v6 : new boolean[] {false, true}) {
                        String meaning = meaning(text, v6);
                        assertThat(meaning).isEqualTo(meaning(json, v6)).doesNotContain("Unmodelled", "incomplete");
                    }
                }));
    }

    private String meaning(String dump, boolean v6) throws IOException {
        Path file = Files.writeString(folder.resolve("nft-ruleset"), dump);
        Bundle bundle = Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), System::nanoTime);
        return LoweredText.print(NftLowering.lower(
                NftCoverage.rules(Intake.of(bundle, 1).readings().getFirst()), v6));
    }
}

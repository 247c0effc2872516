package io.packetwalk.model.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.lower.ipset.SetLowering;
import io.packetwalk.model.rules.AddressSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every ipset type with an element as ipset prints it. */
class SetLoweringTest {

    private static final Source LINE = Source.line("ipset-save.txt", 1);

    private record Row(String type, String element, String dims) {}

    private static final List<Row> ROWS = List.of(
            new Row("hash:ip", "10.0.0.1", "10.0.0.1/32"),
            new Row("hash:ip", "fd00::1", "fd00::1/128"),
            new Row("hash:net", "10.0.0.0/8", "10.0.0.0/8"),
            new Row("hash:ip,port", "10.0.0.1,tcp:80", "10.0.0.1/32 tcp:80-80"),
            new Row("hash:ip,port", "10.0.0.1,17:53", "10.0.0.1/32 udp:53-53"),
            new Row("hash:ip,port", "10.0.0.1,icmp:echo-request", "10.0.0.1/32 icmp 8/0"),
            new Row("hash:ip,port", "10.0.0.1,icmp:3/4", "10.0.0.1/32 icmp 3/4"),
            new Row("hash:ip,port", "10.0.0.1,gre:0", "10.0.0.1/32 gre:0-0"),
            new Row("hash:ip,port,ip", "10.0.0.1,tcp:80,10.0.0.1", "10.0.0.1/32 tcp:80-80 10.0.0.1/32"),
            new Row("hash:ip,port,net", "10.0.0.1,sctp:80,192.0.2.0/24", "10.0.0.1/32 sctp:80-80 192.0.2.0/24"),
            new Row("hash:ip,mark", "10.0.0.1,0x00000063", "10.0.0.1/32 mark 63"),
            new Row("hash:ip,mac", "10.0.0.1,02:00:00:00:00:01", "10.0.0.1/32 02:00:00:00:00:01"),
            new Row("hash:mac", "02:00:00:00:00:01", "02:00:00:00:00:01"),
            new Row("hash:net,net", "10.0.0.0/8,192.0.2.0/24", "10.0.0.0/8 192.0.2.0/24"),
            new Row("hash:net,port", "10.0.0.0/8,udp:53", "10.0.0.0/8 udp:53-53"),
            new Row("hash:net,port,net", "10.0.0.0/8,udp:53,10.9.0.0/16", "10.0.0.0/8 udp:53-53 10.9.0.0/16"),
            new Row("hash:net,iface", "10.0.0.0/8,eth0", "10.0.0.0/8 eth0"),
            new Row("hash:net,iface", "10.0.0.0/8,physdev:veth1", "10.0.0.0/8 port veth1"),
            new Row("bitmap:ip", "10.0.0.8-10.0.0.11", "10.0.0.8/30"),
            new Row("bitmap:ip,mac", "10.0.0.4,02:00:00:00:00:01", "10.0.0.4/32 02:00:00:00:00:01"),
            new Row("bitmap:port", "80-90", "80-90"),
            new Row("list:set", "KUBE-A", "set KUBE-A"));

    @TestFactory
    Stream<DynamicTest> elements() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.type() + " " + row.element(), () -> {
                    AddressSet set = set(row.type(), row.element(), Map.of());
                    assertThat(set.complete()).isTrue();
                    assertThat(text(set)).isEqualTo(row.dims());
                }));
    }

    @Test
    void netmaskMakesAddressesNetworks() {
        assertThat(text(set("hash:ip", "10.0.3.0", Map.of("netmask", "24")))).isEqualTo("10.0.3.0/24");
    }

    @Test
    void whatCannotBeReadLeavesAbsenceOpen() {
        assertThat(set("hash:ip,port", "10.0.0.1,icmp:some-new-name", Map.of()).complete())
                .isFalse();
        assertThat(set("hash:ip", "not-an-address", Map.of()).complete()).isFalse();
        assertThat(set("hash:ip", "10.0.0.1", Map.of("bitmask", "255.255.0.255"))
                        .opaque())
                .isNotEmpty();
    }

    private static AddressSet set(String type, String element, Map<String, String> options) {
        Ruleset rules = Ruleset.NONE;
        Ruleset with = new Ruleset(
                rules.tables(),
                rules.iptables(),
                List.of(new SetFact(LINE, "S", type, options)),
                List.of(new SetMemberFact(LINE, "S", element, Map.of())),
                rules.recent(),
                rules.ipvs(),
                rules.nftTables(),
                rules.nft());
        return Objects.requireNonNull(SetLowering.lower(with, true).get("S"));
    }

    private static String text(AddressSet set) {
        return Stream.concat(set.members().values().stream().flatMap(List::stream), set.others().stream())
                .map(member -> String.join(
                        " ", member.dims().stream().map(SetLoweringTest::text).toList()))
                .reduce((one, two) -> one + " | " + two)
                .orElse("");
    }

    private static String text(AddressSet.Dim dim) {
        return switch (dim) {
            case AddressSet.Dim.Net net -> net.cidr().toString();
            case AddressSet.Dim.PortOf port ->
                port.proto().map(proto -> proto + ":").orElse("") + port.from() + "-" + port.to();
            case AddressSet.Dim.Icmp icmp -> icmp.proto() + " " + icmp.type() + "/" + icmp.code();
            case AddressSet.Dim.Device device -> (device.bridgePort() ? "port " : "") + device.name();
            case AddressSet.Dim.Mark mark -> "mark " + Long.toHexString(mark.value());
            case AddressSet.Dim.Hardware hardware -> hardware.mac().toString();
            case AddressSet.Dim.Other other -> "set " + other.set();
        };
    }
}

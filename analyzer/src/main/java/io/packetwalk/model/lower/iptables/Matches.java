package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.rules.Cond;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The match extensions of iptables ({@code -m name}). A new one is one line here and one reader; what has no line is {@link Cond.Unmodelled}.
 */
final class Matches {

    /** Reads the options that follow one {@code -m}. */
    interface Reader {
        List<Cond> read(List<Option> options);
    }

    /** Reads one option, empty when it does not know it or its argument. */
    interface OptionReader {
        Optional<Cond> read(Option option);
    }

    private static final Reader NO_CONDITION = options -> List.of();

    private static final Map<String, Reader> BY_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("addrtype", AddressMatches::addressType),
            Map.entry("ah", options -> HeaderMatches.index("ah", 51, options)),
            Map.entry("bpf", options -> HeaderMatches.unsaid("bpf", "the bytes of the packet", options)),
            // A control group is, like a user, known of sockets of this host only.
            Map.entry("cgroup", options -> List.of(new Cond.Owner(OptionText.of("cgroup", options), false))),
            Map.entry("cluster", options -> HeaderMatches.unsaid("cluster", "the hash of the packet", options)),
            Map.entry("comment", NO_CONDITION),
            Map.entry("connbytes", options -> limit("connbytes", options)),
            Map.entry("connlabel", TrackingMatches::label),
            Map.entry("connlimit", options -> limit("connlimit", options)),
            Map.entry("connmark", each("connmark", TrackingMatches::connectionMark)),
            Map.entry("conntrack", TrackingMatches::conntrack),
            Map.entry("cpu", options -> HeaderMatches.unsaid("cpu", "the CPU that handles the packet", options)),
            Map.entry("dccp", each("dccp", HeaderMatches::dccp)),
            Map.entry("devgroup", options -> HeaderMatches.unsaid("devgroup", "the group of the device", options)),
            Map.entry("dscp", each("dscp", HeaderMatches::dscp)),
            Map.entry("dst", options -> header("dst", options)),
            Map.entry("ecn", each("ecn", HeaderMatches::ecn)),
            Map.entry("esp", options -> HeaderMatches.index("esp", 50, options)),
            Map.entry("eui64", options -> HeaderMatches.unsaid("eui64", "the MAC address of the sender", options)),
            Map.entry("frag", options -> header("frag", options)),
            Map.entry("hashlimit", options -> limit("hashlimit", options)),
            Map.entry("hbh", options -> header("hbh", options)),
            Map.entry("helper", each("helper", TrackingMatches::helper)),
            Map.entry("hl", each("hl", HeaderMatches::lifetime)),
            Map.entry("icmp", each("icmp", PortMatches::icmp)),
            Map.entry("icmp6", each("icmp6", PortMatches::icmp)),
            Map.entry("ipcomp", options -> HeaderMatches.index("ipcomp", 108, options)),
            Map.entry("iprange", each("iprange", AddressMatches::range)),
            Map.entry("ipv6header", HeaderMatches::extensions),
            Map.entry("ipvs", options -> HeaderMatches.unsaid("ipvs", "the IPVS connection of the packet", options)),
            Map.entry("length", each("length", PortMatches::length)),
            Map.entry("limit", options -> limit("limit", options)),
            Map.entry("mac", each("mac", DeviceMatches::mac)),
            Map.entry("mark", each("mark", TrackingMatches::mark)),
            Map.entry("mh", options -> header("mh", options)),
            Map.entry("multiport", each("multiport", PortMatches::multiport)),
            // Counts, and always matches (xt_nfacct.c; a quota object would not, but rules that use one need it to
            // exist).
            Map.entry("nfacct", NO_CONDITION),
            Map.entry("osf", options -> HeaderMatches.unsaid("osf", "the system of the sender", options)),
            Map.entry(
                    "owner",
                    options -> List.of(new Cond.Owner(
                            OptionText.of("owner", options), options.stream().allMatch(Option::negated)))),
            Map.entry("physdev", each("physdev", DeviceMatches::bridgePort)),
            Map.entry("pkttype", each("pkttype", AddressMatches::packetType)),
            Map.entry("policy", options -> HeaderMatches.unsaid("policy", "the IPsec policies", options)),
            Map.entry("quota", options -> limit("quota", options)),
            Map.entry("rateest", options -> limit("rateest", options)),
            Map.entry("realm", options -> HeaderMatches.unsaid("realm", "the realm of the packet's route", options)),
            Map.entry("recent", ChanceMatches::recent),
            Map.entry("rpfilter", DeviceMatches::reversePath),
            Map.entry("rt", options -> header("rt", options)),
            Map.entry("sctp", each("sctp", HeaderMatches::sctp)),
            Map.entry("set", AddressMatches::set),
            Map.entry("socket", DeviceMatches::socket),
            Map.entry("srh", options -> header("srh", options)),
            Map.entry("state", each("state", TrackingMatches::tracking)),
            Map.entry("statistic", ChanceMatches::statistic),
            Map.entry("string", options -> HeaderMatches.unsaid("string", "the bytes of the packet", options)),
            Map.entry("tcp", each("tcp", PortMatches::ports)),
            Map.entry("tcpmss", each("tcpmss", HeaderMatches::segment)),
            Map.entry("time", options -> HeaderMatches.unsaid("time", "the time of the packet", options)),
            Map.entry("tos", each("tos", HeaderMatches::tos)),
            Map.entry("ttl", each("ttl", HeaderMatches::lifetime)),
            Map.entry("u32", options -> HeaderMatches.unsaid("u32", "the bytes of the packet", options)),
            Map.entry("udp", each("udp", PortMatches::ports)),
            Map.entry("udplite", each("udplite", PortMatches::ports))));

    private Matches() {}

    static List<Cond> read(String name, List<Option> options) {
        Reader reader = BY_NAME.get(name);
        return reader == null
                ? List.of(new Cond.Unmodelled(OptionText.of("-m " + name, options)))
                : reader.read(options);
    }

    /** A reader for extensions whose options are independent conditions. */
    private static Reader each(String name, OptionReader reader) {
        return options -> options.stream()
                .map(option -> reader.read(option)
                        .map(cond -> signed(option, cond))
                        .orElseGet(() -> new Cond.Unmodelled("-m " + name + " " + OptionText.of(option))))
                .toList();
    }

    static Cond signed(Option option, Cond cond) {
        return option.negated() ? new Cond.Not(cond) : cond;
    }

    private static List<Cond> limit(String name, List<Option> options) {
        return List.of(new Cond.Limit(OptionText.of("-m " + name, options)));
    }

    /** A match on an extension header is false without that header, whatever the signs of its options (ip6t_rt.c, ip6t_hbh.c, ip6t_srh.c). */
    private static List<Cond> header(String name, List<Option> options) {
        return List.of(new Cond.Absent(OptionText.of("-m " + name, options)));
    }

    /** For the option table's own test. */
    static Stream<String> names() {
        return BY_NAME.keySet().stream();
    }
}

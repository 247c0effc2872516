package io.packetwalk.net;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An IP protocol number (IANA).
 *
 * @param number 0 to 255
 */
public record Proto(int number) implements Comparable<Proto> {

    public static final Proto ICMP = new Proto(1);
    public static final Proto IPIP = new Proto(4);
    public static final Proto TCP = new Proto(6);
    public static final Proto UDP = new Proto(17);
    public static final Proto GRE = new Proto(47);
    public static final Proto ESP = new Proto(50);
    public static final Proto ICMPV6 = new Proto(58);
    public static final Proto SCTP = new Proto(132);

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("icmp", 1),
            Map.entry("igmp", 2),
            Map.entry("ipencap", 4),
            Map.entry("ipip", 4),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("dccp", 33),
            Map.entry("ipv6", 41),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ah", 51),
            Map.entry("icmpv6", 58),
            Map.entry("ipv6-icmp", 58),
            Map.entry("ospf", 89),
            Map.entry("pim", 103),
            Map.entry("ipcomp", 108),
            Map.entry("vrrp", 112),
            Map.entry("l2tp", 115),
            Map.entry("sctp", 132),
            Map.entry("mobility-header", 135),
            Map.entry("mh", 135),
            Map.entry("udplite", 136));

    /** The protocol of this number, 0 to 255; one object for each that is often seen. */
    public static Proto of(int number) {
        return switch (number) {
            case 1 -> ICMP;
            case 6 -> TCP;
            case 17 -> UDP;
            case 58 -> ICMPV6;
            case 132 -> SCTP;
            default -> new Proto(number);
        };
    }

    /** A name in either case or a number from 0 to 255; empty otherwise. */
    public static Optional<Proto> parse(String text) {
        Integer number = NUMBERS.get(text.toLowerCase(Locale.ROOT));
        if (number != null) {
            return Optional.of(new Proto(number));
        }
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int value = Integer.parseInt(text);
        return value > 255 ? Optional.empty() : Optional.of(new Proto(value));
    }

    /** True for the protocols that have port numbers where conntrack and NAT look for them. */
    public boolean hasPorts() {
        return number == 6 || number == 17 || number == 132 || number == 33 || number == 136;
    }

    public boolean icmp() {
        return number == 1 || number == 58;
    }

    @Override
    public int compareTo(Proto other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "icmp";
            case 4 -> "ipip";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 47 -> "gre";
            case 50 -> "esp";
            case 58 -> "icmpv6";
            case 132 -> "sctp";
            default -> Integer.toString(number);
        };
    }
}

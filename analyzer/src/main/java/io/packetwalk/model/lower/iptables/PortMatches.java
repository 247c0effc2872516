package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.Ports;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code -m tcp}, {@code -m udp}, {@code -m multiport}, {@code -m icmp} and their kin (xt_tcpudp.c, xt_multiport.c). */
final class PortMatches {

    private static final Map<String, Integer> FLAGS =
            Map.of("FIN", 1, "SYN", 2, "RST", 4, "PSH", 8, "ACK", 16, "URG", 32, "ALL", 63, "NONE", 0);

    /** iptables-save prints numbers; hand-written rule files use the names (iptables(8), {@code iptables -p icmp -h}). */
    private static final Map<String, Integer> ICMP = Map.of(
            "echo-reply", 0,
            "destination-unreachable", 3,
            "source-quench", 4,
            "redirect", 5,
            "echo-request", 8,
            "time-exceeded", 11,
            "parameter-problem", 12,
            "timestamp-request", 13,
            "timestamp-reply", 14);

    private PortMatches() {}

    static Optional<Cond> ports(Option option) {
        return switch (option.name()) {
            case "--sport", "--source-port" -> port(End.SRC, option);
            case "--dport", "--destination-port" -> port(End.DST, option);
            case "--syn" -> Optional.of(new Cond.TcpFlags(1 | 2 | 4 | 16, 2));
            case "--tcp-flags" -> flags(option);
            case "--tcp-option" ->
                Optional.of(new Cond.Unsaid("the TCP options of the packet", "-m tcp " + OptionText.of(option)));
            default -> Optional.empty();
        };
    }

    static Optional<Cond> multiport(Option option) {
        return switch (option.name()) {
            case "--sports", "--source-ports" -> port(End.SRC, option);
            case "--dports", "--destination-ports" -> port(End.DST, option);
            case "--ports" -> Ports.parse(option.arg()).map(Cond.EitherPort::new);
            default -> Optional.empty();
        };
    }

    static Optional<Cond> length(Option option) {
        return option.name().equals("--length")
                ? Ports.parse(option.arg())
                        .filter(ports -> ports.ranges().size() == 1)
                        .map(ports -> ports.ranges().getFirst())
                        .map(range -> new Cond.Length(range.from(), range.to()))
                : Optional.empty();
    }

    private static Optional<Cond> port(End end, Option option) {
        return Ports.parse(option.arg()).map(ports -> new Cond.Port(end, ports));
    }

    private static Optional<Cond> flags(Option option) {
        if (option.args().size() != 2) {
            return Optional.empty();
        }
        Optional<Integer> mask = bits(option.args().get(0));
        Optional<Integer> set = bits(option.args().get(1));
        return mask.flatMap(m -> set.map(s -> new Cond.TcpFlags(m, s)));
    }

    private static Optional<Integer> bits(String names) {
        int bits = 0;
        for (String name : List.of(names.split(",", -1))) {
            Integer bit = FLAGS.get(name);
            if (bit == null) {
                return Optional.empty();
            }
            bits |= bit;
        }
        return Optional.of(bits);
    }

    static Optional<Cond> icmp(Option option) {
        if (!option.name().equals("--icmp-type") && !option.name().equals("--icmpv6-type")) {
            return Optional.empty();
        }
        String[] parts = option.arg().split("/", 2);
        if (parts[0].equals("any") || parts[0].equals("255")) {
            return Optional.of(new Cond.IcmpType(-1, 0, 255));
        }
        Optional<Integer> type = option.name().equals("--icmp-type") && ICMP.containsKey(parts[0])
                ? Optional.of(ICMP.getOrDefault(parts[0], 0))
                : Ports.parsePort(parts[0]);
        Optional<Integer> code = parts.length == 2 ? Ports.parsePort(parts[1]) : Optional.of(-1);
        return type.flatMap(t -> code.map(c -> new Cond.IcmpType(t, c < 0 ? 0 : c, c < 0 ? 255 : c)));
    }
}

package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Matches on header fields and on what nobody writes down: {@code -m tos}, {@code -m dscp}, {@code -m ttl}, {@code -m hl}, {@code -m ecn}, {@code -m esp}, {@code -m ah},
 * {@code -m ipcomp}, {@code -m tcpmss}, {@code -m sctp}, {@code -m dccp}, {@code -m ipv6header} and others.
 */
final class HeaderMatches {

    private static final Map<String, List<Span>> DCCP = Map.ofEntries(
            Map.entry("REQUEST", List.of(Span.of(0))),
            Map.entry("RESPONSE", List.of(Span.of(1))),
            Map.entry("DATA", List.of(Span.of(2))),
            Map.entry("ACK", List.of(Span.of(3))),
            Map.entry("DATAACK", List.of(Span.of(4))),
            Map.entry("CLOSEREQ", List.of(Span.of(5))),
            Map.entry("CLOSE", List.of(Span.of(6))),
            Map.entry("RESET", List.of(Span.of(7))),
            Map.entry("SYNC", List.of(Span.of(8))),
            Map.entry("SYNCACK", List.of(Span.of(9))),
            Map.entry("INVALID", List.of(new Span(10, 15))));

    /** Next headers that are the upper layer of some packets. */
    private static final Set<String> ENDS = Set.of("ah", "auth", "esp", "ipv6-nonxt", "none");

    private static final Set<String> UPPER = Set.of("protocol", "prot", "proto");

    private HeaderMatches() {}

    /** {@code --tos value/mask} (xt_dscp.c, tos_mt). */
    static Optional<Cond> tos(Option option) {
        return option.name().equals("--tos")
                ? Masked.parse(option.arg())
                        .map(tos -> new Cond.FieldIn(Field.TOS, tos.mask() & 0xff, List.of(Span.of(tos.value()))))
                : Optional.empty();
    }

    static Optional<Cond> dscp(Option option) {
        return option.name().equals("--dscp")
                ? Masked.number(option.arg())
                        .map(dscp -> new Cond.FieldIn(Field.TOS, 0xfc, List.of(Span.of(dscp << 2))))
                : Optional.empty();
    }

    /** {@code --ttl-eq}, {@code -lt}, {@code -gt}; {@code --hl-...} in IPv6. */
    static Optional<Cond> lifetime(Option option) {
        Optional<Long> hops = Masked.number(option.arg());
        String name = option.name();
        return hops.flatMap(value -> switch (name.substring(Math.max(0, name.length() - 3))) {
                    case "-eq" -> Optional.of(Span.of(value));
                    case "-lt" -> Optional.of(new Span(0, value - 1));
                    case "-gt" -> Optional.of(new Span(value + 1, 255));
                    default -> Optional.empty();
                })
                .map(span -> new Cond.FieldIn(Field.TTL, 255, List.of(span)));
    }

    static Optional<Cond> ecn(Option option) {
        return switch (option.name()) {
            case "--ecn-ip-ect" ->
                Masked.number(option.arg()).map(bits -> new Cond.FieldIn(Field.TOS, 3, List.of(Span.of(bits))));
            // A SYN carries them when its host asks for ECN (tcp_ecn).
            case "--ecn-tcp-cwr", "--ecn-tcp-ece" ->
                Optional.of(new Cond.Unsaid("whether the connection asks for ECN", "-m ecn " + OptionText.of(option)));
            default -> Optional.empty();
        };
    }

    /** A SYN need not say its segment size; then this does not match (xt_tcpmss.c). */
    static Optional<Cond> segment(Option option) {
        return option.name().equals("--mss")
                ? numbers(option.arg())
                        .map(span -> new Cond.Unsaid("the MSS of the connection", "-m tcpmss " + OptionText.of(option)))
                : Optional.empty();
    }

    private static Optional<Span> numbers(String text) {
        String[] ends = text.split(":", 2);
        return Masked.number(ends[0])
                .flatMap(from -> Masked.number(ends[ends.length - 1])
                        .filter(to -> from <= to)
                        .map(to -> new Span(from, to)));
    }

    /** Indexes of security associations: false for packets of other protocols, whatever the sign (xt_esp.c, ipt_ah.c, xt_ipcomp.c). */
    static List<Cond> index(String name, int protocol, List<Option> options) {
        List<Cond> conds = new ArrayList<>();
        conds.add(new Cond.ProtocolIs(new Proto(protocol)));
        for (Option option : options) {
            Cond index = new Cond.Unsaid("the SPI of the packet", "-m " + name + " " + OptionText.of(option));
            conds.add(Matches.signed(option, index));
        }
        return conds;
    }

    /** The first packet of an association is INIT and nothing else (RFC 9260, 3.3.2), so {@code any}, {@code all} and {@code only} ask the same of it. */
    static Optional<Cond> sctp(Option option) {
        if (!option.name().equals("--chunk-types") || option.args().size() != 2) {
            return PortMatches.ports(option);
        }
        List<String> kinds = new ArrayList<>();
        for (String word : option.args().get(1).split(",", -1)) {
            int flags = word.indexOf(':');
            kinds.add((flags < 0 ? word : word.substring(0, flags)).toLowerCase(Locale.ROOT));
        }
        boolean several = kinds.size() > 1;
        return switch (option.args().get(0)) {
            case "any", "only" ->
                Optional.of(
                        new Cond.Chunk(kinds.contains("init") || kinds.contains("all") ? "init" : kinds.getFirst()));
            case "all" -> Optional.of(new Cond.Chunk(several || kinds.contains("all") ? "several" : kinds.getFirst()));
            default -> Optional.empty();
        };
    }

    static Optional<Cond> dccp(Option option) {
        if (option.name().equals("--dccp-option")) {
            return Optional.of(new Cond.Unsaid("the options of the packet", "-m dccp " + OptionText.of(option)));
        }
        if (!option.name().equals("--dccp-types")) {
            return PortMatches.ports(option);
        }
        List<Span> types = new ArrayList<>();
        for (String word : option.arg().split(",", -1)) {
            List<Span> known = DCCP.get(word);
            if (known == null) {
                return Optional.empty();
            }
            types.addAll(known);
        }
        return Optional.of(new Cond.FieldIn(Field.DCCP_TYPE, 15, types));
    }

    /** Of all headers that may be listed, a packet of a socket has its upper layer's only (ip6t_ipv6header.c). */
    static List<Cond> extensions(List<Option> options) {
        String text = OptionText.of("-m ipv6header", options);
        List<Option> listed = options.stream()
                .filter(option -> option.name().equals("--header"))
                .toList();
        boolean soft = options.stream().anyMatch(option -> option.name().equals("--soft"));
        if (listed.size() != 1) {
            return List.of(new Cond.Unmodelled(text));
        }
        List<String> names = List.of(listed.getFirst().arg().split(",", -1));
        if (names.stream().anyMatch(ENDS::contains)) {
            return List.of(new Cond.Unsaid("the headers of the packet", text));
        }
        boolean holds = names.stream().anyMatch(UPPER::contains) && (soft || names.size() == 1);
        return holds == !listed.getFirst().negated() ? List.of() : List.of(new Cond.Absent(text));
    }

    /** A condition on what neither a dump nor a question says. */
    static List<Cond> unsaid(String name, String what, List<Option> options) {
        return List.of(new Cond.Unsaid(what, OptionText.of("-m " + name, options)));
    }
}

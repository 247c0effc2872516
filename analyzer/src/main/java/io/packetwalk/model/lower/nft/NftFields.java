package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Key;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of nft expressions that are evaluated, by the words that select them. */
final class NftFields {

    private NftFields() {}

    static Optional<NftField> of(String what) {
        if (what.startsWith("fib ")) {
            return fib(what.substring(4));
        }
        if (what.startsWith("ct original ") || what.startsWith("ct reply ")) {
            return tracked(what.startsWith("ct reply "), what.substring(what.indexOf(' ', 3) + 1));
        }
        return switch (what) {
            case "ip saddr" -> Optional.of(address(End.SRC, false));
            case "ip daddr" -> Optional.of(address(End.DST, false));
            case "ip6 saddr" -> Optional.of(address(End.SRC, true));
            case "ip6 daddr" -> Optional.of(address(End.DST, true));
            case "tcp sport", "udp sport", "sctp sport", "dccp sport", "udplite sport" -> port(End.SRC, what);
            case "tcp dport", "udp dport", "sctp dport", "dccp dport", "udplite dport" -> port(End.DST, what);
            case "th sport", "@th,0,16" -> Optional.of(port(End.SRC));
            case "th dport", "@th,16,16" -> Optional.of(port(End.DST));
            case "meta l4proto" -> Optional.of(protocol());
            case "ip protocol" -> Optional.of(protocol().needing(List.of(new Cond.FamilyIs(false))));
            case "ip6 nexthdr" -> Optional.of(protocol().needing(List.of(new Cond.FamilyIs(true))));
            case "ct protocol" -> Optional.of(trackedProtocol());
            case "meta nfproto", "meta protocol", "ether type" ->
                Optional.of(NftField.of(value -> text(value).flatMap(NftFields::family)));
            case "ct l3proto" ->
                Optional.of(NftField.of(value -> text(value).flatMap(NftFields::family))
                        .needing(NftHeaders.TRACKED));
            case "meta iifname", "meta iif" -> Optional.of(device(true));
            case "meta oifname", "meta oif" -> Optional.of(device(false));
            case "meta mark" -> Optional.of(mark(true));
            case "ct mark" -> Optional.of(mark(false));
            case "ct state" -> Optional.of(NftField.of(NftFields::states));
            case "ct status" -> Optional.of(NftField.of(NftFields::status));
            case "ct direction" -> Optional.of(NftField.of(value -> text(value).flatMap(NftFields::direction)));
            case "icmp type" -> Optional.of(icmp(false, true));
            case "icmp code" -> Optional.of(icmp(false, false));
            case "icmpv6 type" -> Optional.of(icmp(true, true));
            case "icmpv6 code" -> Optional.of(icmp(true, false));
            case "tcp flags" ->
                Optional.of(NftField.of(
                        value -> NftBits.tcp(value).map(bits -> new Cond.TcpFlags(0xff, bits)),
                        new Cond.ProtocolIs(Proto.TCP)));
            case "meta skuid", "meta skgid" ->
                Optional.of(NftField.of(value -> Optional.of(new Cond.Owner(what + " " + NftConds.print(value), false)))
                        .needing(NftHeaders.MADE_HERE)
                        .silent());
            default -> NftHeaders.of(what);
        };
    }

    static Optional<String> text(NftExpr value) {
        return value instanceof NftExpr.Literal literal ? Optional.of(literal.text()) : Optional.empty();
    }

    private static NftField address(End end, boolean v6) {
        return NftField.of(
                        value -> range(value)
                                .filter(range -> range.first().v6() == v6)
                                .map(range -> new Cond.Address(end, range.first(), range.last())),
                        new Cond.FamilyIs(v6))
                .by(
                        end == End.SRC ? Key.SOURCE : Key.DESTINATION,
                        value -> text(value).flatMap(Ip::parse));
    }

    /** The addresses of a constant. */
    static Optional<AddressRange> range(NftExpr value) {
        return switch (value) {
            case NftExpr.Literal literal -> AddressRange.parse(literal.text());
            case NftExpr.Prefix prefix ->
                Cidr.parse(prefix.address() + "/" + prefix.length()).map(AddressRange::of);
            case NftExpr.Range range ->
                text(range.from()).flatMap(from -> text(range.to()).flatMap(to -> AddressRange.parse(from + "-" + to)));
            default -> Optional.empty();
        };
    }

    private static Optional<NftField> port(End end, String what) {
        return Proto.parse(what.substring(0, what.indexOf(' ')))
                .map(proto -> port(end).needing(List.of(new Cond.ProtocolIs(proto))));
    }

    private static NftField port(End end) {
        return NftField.of(value -> ports(value).map(ports -> new Cond.Port(end, ports)))
                .by(
                        end == End.SRC ? Key.SOURCE_PORT : Key.DESTINATION_PORT,
                        value -> text(value).flatMap(NftNames::port).map(port -> port))
                .between(0, 65535);
    }

    /** One port or a range of them. */
    static Optional<Ports> ports(NftExpr value) {
        return switch (value) {
            case NftExpr.Literal literal -> NftNames.port(literal.text()).map(Ports::of);
            case NftExpr.Range range ->
                text(range.from())
                        .flatMap(NftNames::port)
                        .flatMap(from -> text(range.to())
                                .flatMap(NftNames::port)
                                .filter(to -> from <= to)
                                .map(to -> Ports.range(from, to)));
            default -> Optional.empty();
        };
    }

    private static NftField protocol() {
        return NftField.of(value -> text(value)
                        .flatMap(NftNames::protocol)
                        .<Cond>map(Cond.ProtocolIs::new)
                        .or(() -> within(Field.PROTOCOL, value)))
                .number(Field.PROTOCOL)
                .by(
                        Key.PROTOCOL,
                        value -> text(value).flatMap(NftNames::protocol).map(Proto::number));
    }

    private static Optional<Cond> family(String word) {
        return switch (word) {
            case "ipv4", "ip", "2", "2048" -> Optional.of(new Cond.FamilyIs(false));
            case "ipv6", "ip6", "10", "34525" -> Optional.of(new Cond.FamilyIs(true));
            // Frames that hold no IP packet.
            case "arp", "vlan", "8021q", "8021ad", "2054", "33024", "34984" -> Optional.of(new Cond.Absent(word));
            default -> Optional.empty();
        };
    }

    /** A number is the index of a device that is gone. A star at the end stands for anything. */
    private static NftField device(boolean in) {
        return NftField.of(value -> text(value).filter(NftFields::named).map(name -> {
                    String pattern = name.endsWith("*") ? name.substring(0, name.length() - 1) + "+" : name;
                    return in ? new Cond.InDevice(pattern) : new Cond.OutDevice(pattern);
                }))
                .by(
                        in ? Key.IN : Key.OUT,
                        value -> text(value)
                                .filter(name -> named(name) && !name.endsWith("*"))
                                .map(name -> name));
    }

    private static boolean named(String device) {
        return !device.isEmpty() && !device.contains("\\") && !device.chars().allMatch(Character::isDigit);
    }

    private static NftField mark(boolean packet) {
        return NftField.of(value -> text(value)
                        .flatMap(NftNames::number)
                        .map(number -> mark(packet, number, Masked.ALL))
                        .or(() -> within(packet ? Field.MARK : Field.CONN_MARK, value)))
                .number(packet ? Field.MARK : Field.CONN_MARK)
                .by(
                        packet ? Key.MARK : Key.CONN_MARK,
                        value -> text(value).flatMap(NftNames::number).map(number -> number));
    }

    static Cond mark(boolean packet, long value, long mask) {
        return packet ? new Cond.MarkIs(value, mask) : new Cond.ConnMarkIs(value, mask);
    }

    /** Flags are an or: {@code ct state established,related}. */
    private static Optional<Cond> states(NftExpr value) {
        Set<CtState> states = EnumSet.noneOf(CtState.class);
        for (String name : names(value)) {
            Optional<CtState> state = state(name);
            if (state.isEmpty()) {
                return Optional.empty();
            }
            states.add(state.get());
        }
        return states.isEmpty() ? Optional.empty() : Optional.of(new Cond.StateIn(states));
    }

    private static Optional<CtState> state(String name) {
        return switch (name) {
            // Numbers are the bits (src/ct.c, ct_state_tbl).
            case "new", "8" -> Optional.of(CtState.NEW);
            case "established", "2" -> Optional.of(CtState.ESTABLISHED);
            case "related", "4" -> Optional.of(CtState.RELATED);
            case "invalid", "1" -> Optional.of(CtState.INVALID);
            case "untracked", "64" -> Optional.of(CtState.UNTRACKED);
            default -> Optional.empty();
        };
    }

    private static List<String> names(NftExpr value) {
        return value instanceof NftExpr.Flags flags
                ? flags.names()
                : text(value).stream().toList();
    }

    private static final Set<String> STATUS =
            Set.of("EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "SNAT", "DNAT", "DYING");

    /** Bits of the connection (src/ct.c, ct_status_tbl). */
    private static Optional<Cond> status(NftExpr value) {
        Set<String> words = names(value).stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.toSet());
        return !words.isEmpty() && STATUS.containsAll(words) ? Optional.of(new Cond.StatusIn(words)) : Optional.empty();
    }

    /** A number in a range of numbers. */
    private static Optional<Cond> within(Field field, NftExpr value) {
        return NftHeaders.spans(value).map(spans -> new Cond.FieldIn(field, field.most(), spans));
    }

    private static Optional<Cond> direction(String word) {
        return switch (word) {
            case "original", "0" -> Optional.of(new Cond.OriginalDirection());
            case "reply", "1" -> Optional.of(new Cond.Not(new Cond.OriginalDirection()));
            default -> Optional.empty();
        };
    }

    private static NftField icmp(boolean v6, boolean type) {
        Field field = type ? Field.ICMP_TYPE : Field.ICMP_CODE;
        return NftField.of(value -> text(value)
                        .flatMap(word -> type ? NftNames.icmpType(word, v6) : NftNames.icmpCode(word, v6))
                        .<Cond>map(number ->
                                type ? new Cond.IcmpType(number, 0, 255) : new Cond.IcmpType(-1, number, number))
                        .or(() -> within(field, value)))
                .needing(NftHeaders.icmp(v6))
                .number(field);
    }

    private static Optional<NftField> tracked(boolean reply, String what) {
        return switch (what) {
            case "saddr" -> Optional.of(trackedAddress(reply, End.SRC));
            case "daddr" -> Optional.of(trackedAddress(reply, End.DST));
            // A connection of the other family ends the rule (nft_ct.c, NFT_CT_SRC_IP).
            case "ip saddr", "ip6 saddr" ->
                Optional.of(
                        trackedAddress(reply, End.SRC).needing(List.of(new Cond.FamilyIs(what.startsWith("ip6 ")))));
            case "ip daddr", "ip6 daddr" ->
                Optional.of(
                        trackedAddress(reply, End.DST).needing(List.of(new Cond.FamilyIs(what.startsWith("ip6 ")))));
            case "proto-src" -> Optional.of(trackedPort(reply, End.SRC));
            case "proto-dst" -> Optional.of(trackedPort(reply, End.DST));
            case "protocol" -> Optional.of(trackedProtocol());
            case "zone" ->
                Optional.of(NftField.of(value -> within(Field.ZONE, value)).number(Field.ZONE));
            default -> NftHeaders.of("ct " + what);
        };
    }

    private static NftField trackedProtocol() {
        return NftField.of(value -> text(value).flatMap(NftNames::protocol).map(Cond.TrackedProto::new));
    }

    private static NftField trackedAddress(boolean reply, End end) {
        return NftField.of(
                value -> range(value).map(range -> new Cond.TrackedAddress(reply, end, range.first(), range.last())));
    }

    private static NftField trackedPort(boolean reply, End end) {
        return NftField.of(value -> ports(value).map(ports -> new Cond.TrackedPort(reply, end, ports)))
                .between(0, 65535);
    }

    /** {@code daddr type local}, {@code saddr . iif oif missing} (nft_fib_ipv4.c). */
    private static Optional<NftField> fib(String what) {
        return switch (what) {
            case "saddr type" -> Optional.of(addressType(End.SRC, ""));
            case "daddr type" -> Optional.of(addressType(End.DST, ""));
            case "saddr . iif type" -> Optional.of(addressType(End.SRC, "in"));
            case "daddr . iif type" -> Optional.of(addressType(End.DST, "in"));
            case "saddr . oif type" -> Optional.of(addressType(End.SRC, "out"));
            case "daddr . oif type" -> Optional.of(addressType(End.DST, "out"));
            case "saddr . iif oif",
                    "saddr . iif oifname",
                    "saddr . mark . iif oif",
                    "saddr . mark . iif oifname",
                    "iif . saddr oif",
                    "saddr . iif check" ->
                Optional.of(NftField.of(value -> text(value)
                        .flatMap(NftFields::reachable)
                        .or(() -> Optional.of(new Cond.Unsaid(
                                "the route back to the source", "fib " + what + " " + NftConds.print(value))))));
            default -> NftHeaders.of("fib " + what);
        };
    }

    private static Optional<Cond> reachable(String word) {
        return switch (word) {
            case "missing", "0" -> Optional.of(new Cond.Not(new Cond.ReversePath(false)));
            case "exists" -> Optional.of(new Cond.ReversePath(false));
            default -> Optional.empty();
        };
    }

    private static NftField addressType(End end, String device) {
        return NftField.of(value ->
                text(value).map(word -> new Cond.AddressType(end, Set.of(word.toUpperCase(Locale.ROOT)), device)));
    }
}

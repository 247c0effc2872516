package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.RecentMemory;
import io.packetwalk.model.rules.AddressSet;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Program;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.route.Router;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one condition holds for a packet. UNKNOWN is an answer: of a condition without a model, of a set that was not dumped, of a rate limit, of a source the
 * question does not name.
 *
 * @param site the namespace the rules are in
 * @param program its rules
 * @param terrain what is known of the world around, for sources outside
 */
record Matching(Site site, Program program, Terrain terrain) {

    /** Ephemeral ports (net.ipv4.ip_local_port_range, default): where a source port lies that nobody named. */
    private static final Ports.Range EPHEMERAL = new Ports.Range(32768, 60999);

    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    Ternary test(Cond cond, Packet packet) {
        FiveTuple tuple = packet.tuple();
        if (!packet.connection().tracked() && ofConnection(cond)) {
            return Ternary.NO;
        }
        return switch (cond) {
            case Cond.Address address -> address(end(tuple, address.end()).ip(), address.first(), address.last());
            case Cond.ProtocolIs is -> Ternary.of(is.proto().equals(tuple.proto()));
            case Cond.Port port -> port(tuple, port.end(), port.ports(), packet.drawn());
            case Cond.EitherPort either ->
                port(tuple, End.SRC, either.ports(), packet.drawn())
                        .or(port(tuple, End.DST, either.ports(), packet.drawn()));
            case Cond.InDevice in -> device(packet.in(), in.pattern());
            case Cond.OutDevice out -> device(packet.out(), out.pattern());
            case Cond.MarkIs mark -> Ternary.of((packet.mark() & mark.mask()) == mark.value());
            case Cond.ConnMarkIs mark -> Ternary.of((packet.connection().mark() & mark.mask()) == mark.value());
            case Cond.StateIn in -> Ternary.of(states(packet, in.states()));
            case Cond.TrackedAddress tracked
            when packet.connection().template() -> Ternary.of(tracked.first().unspecified());
            case Cond.TrackedPort tracked
            when packet.connection().template() -> Ternary.of(tracked.ports().contains(0));
            case Cond.TrackedAddress tracked ->
                address(end(tracked(packet, tracked.reply()), tracked.end()).ip(), tracked.first(), tracked.last());
            case Cond.TrackedPort tracked
            when packet.connection().original().proto().icmp() -> icmpPort(tracked, packet);
            case Cond.TrackedPort tracked ->
                port(tracked(packet, tracked.reply()), tracked.end(), tracked.ports(), packet.drawn());
            case Cond.TrackedProto proto ->
                Ternary.of(proto.proto().equals(packet.connection().original().proto()));
            case Cond.IfTracked only -> packet.connection().tracked() ? test(only.cond(), packet) : Ternary.YES;
            case Cond.StatusIn in -> status(packet, in.words());
            case Cond.Absent _a -> Ternary.NO;
            case Cond.FieldIn in -> FieldValues.test(in, packet);
            case Cond.Chunk chunk -> chunk(chunk, packet);
            case Cond.Length length -> length(length, packet);
            case Cond.OriginalDirection _d -> Ternary.of(!packet.connection().answering());
            case Cond.AddressType type -> addressType(type, packet);
            case Cond.InSet in -> set(in, packet);
            case Cond.FamilyIs family -> Ternary.of(tuple.dst().ip().v6() == family.v6());
            case Cond.InTable in ->
                new TableLookup(this, packet).find(in.table()).member();
            case Cond.Random random -> Ternary.of(random.probability() >= 1);
            case Cond.Nth nth -> Ternary.of(nth.every() == 1);
            case Cond.Recent recent -> remembered(recent, tuple.src().ip());
            case Cond.TcpFlags flags -> tcpFlags(flags, packet);
            case Cond.IcmpType type -> icmp(type, packet);
            case Cond.Fragment _f -> Ternary.NO;
            case Cond.Owner owner -> packet.in().isEmpty() ? Ternary.UNKNOWN : Ternary.of(owner.forwarded());
            case Cond.Helped _h -> unless(expected(packet));
            case Cond.Own _o -> packet.connection().template() ? Ternary.UNKNOWN : Ternary.YES;
            case Cond.Offloads _o -> unless(expected(packet));
            case Cond.Labelled labelled -> labelled(labelled.label(), packet);
            case Cond.BridgePort port ->
                pattern(packet.bridgeIn(), port.in()).and(pattern(packet.bridgeOut(), port.out()));
            case Cond.IsBridged _b -> Ternary.of(!packet.bridgeOut().isEmpty());
            case Cond.MacIs _m -> Ternary.UNKNOWN;
            case Cond.SocketTakes takes -> {
                Ternary taken = LocalSockets.take(site.netns(), packet, takes.wildcard());
                yield takes.transparent() && taken.yes() ? Ternary.UNKNOWN : taken;
            }
            case Cond.ReversePath path -> reversePath(path, packet);
            case Cond.Limit _l -> Ternary.UNKNOWN;
            case Cond.Not not -> test(not.cond(), packet).not();
            case Cond.Unsaid _u -> Ternary.UNKNOWN;
            case Cond.Unmodelled _u -> Ternary.UNKNOWN;
        };
    }

    private Ternary remembered(Cond.Recent recent, Ip source) {
        RecentMemory memory = site.netns().rules().recent();
        boolean open = !recent.exact() || source.unspecified();
        return !open
                ? memory.holds(recent.list(), source, recent.seconds())
                : memory.of(recent.list()).isEmpty() ? Ternary.NO : Ternary.UNKNOWN;
    }

    private static Ternary unless(boolean open) {
        return open ? Ternary.UNKNOWN : Ternary.NO;
    }

    /** Whether the connection may be one that a helper expected, or that had a life before this walk: one that begins here is neither. */
    private static boolean expected(Packet packet) {
        Connection connection = packet.connection();
        boolean begins = connection.fresh() && connection.entry().isEmpty();
        return connection.tracked() && !begins;
    }

    private static Ternary labelled(String label, Packet packet) {
        return packet.connection().labels().contains(label) ? Ternary.YES : unless(expected(packet));
    }

    private static IpPort end(FiveTuple tuple, End end) {
        return end == End.SRC ? tuple.src() : tuple.dst();
    }

    private static FiveTuple tracked(Packet packet, boolean reply) {
        return reply ? packet.connection().reply() : packet.connection().original();
    }

    private static boolean states(Packet packet, Set<CtState> wanted) {
        for (CtState state : packet.connection().states()) {
            if (wanted.contains(state)) {
                return true;
            }
        }
        return false;
    }

    /** Without a connection they do not hold, negated or not (xt_conntrack.c, xt_connmark.c; nft_ct.c breaks the rule). */
    static boolean ofConnection(Cond cond) {
        return switch (cond) {
            case Cond.ConnMarkIs _m -> true;
            case Cond.TrackedAddress _a -> true;
            case Cond.TrackedPort _p -> true;
            case Cond.TrackedProto _p -> true;
            case Cond.StatusIn _s -> true;
            case Cond.OriginalDirection _d -> true;
            case Cond.FieldIn in -> in.field().ofConnection();
            case Cond.InTable in -> TableLookup.ofConnection(in.table());
            case Cond.Not not -> ofConnection(not.cond());
            default -> false;
        };
    }

    /** ICMP connections keep the identifier in place of the source port, type and code in that of the destination port (nf_conntrack_tuple.h). */
    private static Ternary icmpPort(Cond.TrackedPort tracked, Packet packet) {
        boolean v6 = packet.connection().original().proto().number() == 58;
        int type = tracked.reply() ? v6 ? 129 : 0 : v6 ? 128 : 8;
        int identifier = packet.connection().original().src().port();
        if (tracked.end() == End.DST) {
            return Ternary.of(tracked.ports().contains(type << 8));
        }
        return identifier == 0 ? Ternary.UNKNOWN : Ternary.of(tracked.ports().contains(identifier));
    }

    /** IPS_* bits (include/uapi/linux/netfilter/nf_conntrack_common.h): a first packet's connection is not even confirmed. */
    private static Ternary status(Packet packet, Set<String> wanted) {
        Connection connection = packet.connection();
        boolean related = connection.state() == CtState.RELATED;
        Ternary any = Ternary.NO;
        for (String word : wanted) {
            any = any.or(
                    switch (word) {
                        case "SNAT" -> Ternary.of(connection.states().contains(CtState.SNAT));
                        case "DNAT" -> Ternary.of(connection.states().contains(CtState.DNAT));
                        case "NONE" -> Ternary.NO; // no bit, and a bit must be set (xt_conntrack.c)
                        case "SEEN_REPLY" -> related ? Ternary.UNKNOWN : Ternary.of(!connection.fresh());
                        // Back from the loopback device it was confirmed on the way out.
                        case "CONFIRMED" ->
                            related
                                    ? Ternary.UNKNOWN
                                    : Ternary.of(!connection.fresh()
                                            || packet.in().equals("lo")
                                            || connection.entry().isPresent());
                        case "ASSURED" -> connection.fresh() || connection.answering() ? Ternary.NO : Ternary.UNKNOWN;
                        default -> Ternary.NO;
                    });
        }
        return any;
    }

    private static Ternary length(Cond.Length length, Packet packet) {
        return FieldValues.length(packet, length.from(), length.to());
    }

    /** A host outside that the question does not name has none of the cluster's addresses. */
    private Ternary address(Ip ip, Ip first, Ip last) {
        if (ip.v6() != first.v6()) {
            return Ternary.NO;
        }
        if (ip.unspecified()) {
            boolean everything = first.unspecified() && wide(last);
            return everything ? Ternary.YES : terrain.inside(first, last) ? Ternary.NO : Ternary.UNKNOWN;
        }
        return Ternary.of(ip.compareTo(first) >= 0 && ip.compareTo(last) <= 0);
    }

    private static boolean wide(Ip last) {
        return last.v6() ? last.hi() == -1 && last.lo() == -1 : last.lo() == 0xffff_ffffL;
    }

    private static Ternary port(FiveTuple tuple, End end, Ports ports, Optional<Ports.Range> drawn) {
        if (!tuple.proto().hasPorts()) {
            return Ternary.NO;
        }
        int port = end(tuple, end).port();
        if (port != 0) {
            return Ternary.of(ports.contains(port));
        }
        Ports.Range one = drawn.orElse(EPHEMERAL);
        boolean all = ports.ranges().stream().anyMatch(range -> range.from() <= one.from() && range.to() >= one.to());
        boolean some = ports.ranges().stream().anyMatch(range -> range.from() <= one.to() && range.to() >= one.from());
        return all ? Ternary.YES : some ? Ternary.UNKNOWN : Ternary.NO;
    }

    private static Ternary device(String device, String pattern) {
        return device.equals("?") ? Ternary.UNKNOWN : Ternary.of(named(device, pattern));
    }

    private static Ternary pattern(String device, String pattern) {
        return pattern.isEmpty() ? Ternary.YES : device.isEmpty() ? Ternary.NO : device(device, pattern);
    }

    private static boolean named(String device, String pattern) {
        return pattern.endsWith("+")
                ? device.regionMatches(0, pattern, 0, pattern.length() - 1)
                : device.equals(pattern);
    }

    private Ternary addressType(Cond.AddressType type, Packet packet) {
        Ip ip = end(packet.tuple(), type.end()).ip();
        if (ip.unspecified()) {
            return Ternary.of(type.types().contains("UNICAST"));
        }
        if (!type.onDevice().isEmpty()) {
            String device = type.onDevice().equals("in") ? packet.in() : packet.out();
            boolean own = site.netns().addresses(device).stream()
                    .anyMatch(addr -> addr.ip().equals(ip));
            return Ternary.of(type.types().contains(own ? "LOCAL" : "UNICAST"));
        }
        Optional<String> known = Router.addressType(site.netns(), ip);
        if (known.isEmpty() && site.api().contains(ip)) {
            return Ternary.of(type.types().contains("LOCAL"));
        }
        return known.map(word -> Ternary.of(type.types().contains(word))).orElse(Ternary.UNKNOWN);
    }

    private Ternary reversePath(Cond.ReversePath path, Packet packet) {
        if (packet.in().equals("lo")) {
            return Ternary.YES; // xt_rpfilter.c, rpfilter_is_loopback; nft_fib.c, nft_fib_is_loopback
        }
        Ternary strict = Router.reachedBy(site.netns(), packet.tuple(), packet.in(), packet.mark());
        return path.loose() && strict.no() ? Ternary.UNKNOWN : strict;
    }

    private static Ternary chunk(Cond.Chunk chunk, Packet packet) {
        if (!packet.tuple().proto().equals(Proto.SCTP)) {
            return Ternary.NO;
        }
        return packet.role() instanceof Role.Opening ? Ternary.of(chunk.kind().equals("init")) : Ternary.UNKNOWN;
    }

    private static Ternary tcpFlags(Cond.TcpFlags flags, Packet packet) {
        if (packet.tuple().proto().number() != 6) {
            return Ternary.NO;
        }
        return switch (packet.role()) {
            case Role.Opening _o -> Ternary.of((SYN & flags.mask()) == flags.flags());
            case Role.Answer _a -> Ternary.of(((SYN | ACK) & flags.mask()) == flags.flags());
            case Role.Reset _r -> Ternary.of(((RST | ACK) & flags.mask()) == flags.flags());
            // All packets behind the first acknowledge something.
            case Role.Later _l ->
                (flags.mask() & ACK) != 0 && (flags.flags() & ACK) == 0
                        ? Ternary.NO
                        : (flags.mask() & ~ACK) == 0 ? Ternary.YES : Ternary.UNKNOWN;
            case Role.Segment _d -> data(flags);
            case Role.IcmpError _e -> Ternary.NO;
        };
    }

    /** A segment with data acknowledges something and is neither SYN nor RST (RFC 9293 section 3.1); whether it also pushes, ends or hurries is its sender's choice. */
    private static Ternary data(Cond.TcpFlags flags) {
        int known = SYN | RST | ACK;
        return (flags.mask() & known & (flags.flags() ^ ACK)) != 0
                ? Ternary.NO
                : (flags.mask() & ~known) == 0 ? Ternary.YES : Ternary.UNKNOWN;
    }

    static Ternary icmp(Cond.IcmpType type, Packet packet) {
        return packet.tuple().proto().icmp() ? IcmpHeader.test(type, packet) : Ternary.NO;
    }

    private Ternary set(Cond.InSet in, Packet packet) {
        Optional<AddressSet> set = program.set(in.set());
        return set.map(known -> new SetLookup(program, packet).contains(known, in.ends()))
                .orElse(Ternary.UNKNOWN);
    }
}

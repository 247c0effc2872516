package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Place;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.netfilter.Connection;
import io.packetwalk.walk.route.Router;
import java.util.List;
import java.util.Map;

/**
 * The way of what a host makes when it cannot pass a packet on: an ICMP error (net/ipv4/icmp.c, icmp_send) or the reset of a {@code REJECT} (nf_reject_ipv4.c). It is a
 * packet of its own, which rules may drop and which carries the connection of the one it is about.
 */
public final class ErrorWay {

    private static final Proto ICMP = new Proto(1);
    private static final Proto ICMPV6 = new Proto(58);

    /** Type and code by the name of a reject. Names of IPv4 stand for what IPv6 says in their place. */
    private static final Map<String, int[]> KINDS = Map.ofEntries(
            Map.entry("icmp-net-unreachable", new int[] {3, 0}),
            Map.entry("icmp-host-unreachable", new int[] {3, 1}),
            Map.entry("icmp-proto-unreachable", new int[] {3, 2}),
            Map.entry("icmp-prot-unreachable", new int[] {3, 2}),
            Map.entry("icmp-port-unreachable", new int[] {3, 3}),
            Map.entry("icmp-frag-needed", new int[] {3, 4}),
            Map.entry("icmp-net-prohibited", new int[] {3, 9}),
            Map.entry("icmp-host-prohibited", new int[] {3, 10}),
            Map.entry("icmp-admin-prohibited", new int[] {3, 13}),
            Map.entry("icmp-time-exceeded", new int[] {11, 0}),
            Map.entry("icmp6-time-exceeded", new int[] {3, 0}),
            Map.entry("icmp6-no-route", new int[] {1, 0}),
            Map.entry("icmp6-adm-prohibited", new int[] {1, 1}),
            Map.entry("icmp6-admin-prohibited", new int[] {1, 1}),
            Map.entry("icmp6-addr-unreachable", new int[] {1, 3}),
            Map.entry("icmp6-port-unreachable", new int[] {1, 4}),
            Map.entry("icmp6-policy-fail", new int[] {1, 5}),
            Map.entry("icmp6-reject-route", new int[] {1, 6}));

    private static final Map<String, int[]> KINDS6 = Map.of(
            "icmp-net-unreachable", new int[] {1, 0},
            "icmp-host-unreachable", new int[] {1, 3},
            "icmp-admin-prohibited", new int[] {1, 1},
            "icmp-port-unreachable", new int[] {1, 4},
            "icmp-frag-needed", new int[] {2, 0});

    private ErrorWay() {}

    /**
     * All that may become of an error or a reset.
     *
     * @param made where it is made, with the packet that it is about
     * @param how what is said, by the name of a reject, for example {@code icmp-port-unreachable}
     * @param to who sent the packet
     * @param sent the header that the sender gave it
     */
    public static List<Passage> walk(Terrain terrain, Passage made, String how, Place to, FiveTuple sent) {
        Packet answer = about(made, how);
        Travel travel = new Travel(terrain, new Goal.Asker(to, sent.reversed()));
        Passage start = made.answer(answer)
                .step(
                        Step.Kind.ORIGINATE,
                        made.at().name() + " answers with " + how,
                        Basis.DERIVED,
                        made.ending().map(Ending::by).orElse(List.of()));
        return Forks.decide(travel.send(start));
    }

    /** The packet that says {@code how} about the one that {@code made} holds. */
    public static Packet about(Passage made, String how) {
        Packet packet = made.packet();
        FiveTuple tuple = packet.tuple();
        Connection connection = packet.connection();
        Packet answer = how.endsWith("tcp-reset")
                ? Packet.made(tuple.reversed(), Role.RESET).withDrawn(packet.drawn())
                : Packet.made(header(made), error(how, tuple));
        return connection.follows() ? answer.withConnection(connection.related(!connection.answering())) : answer;
    }

    /** From the address that the packet was for, when the host has it; else from the one nearest to its sender, which routing picks. */
    private static FiveTuple header(Passage made) {
        FiveTuple tuple = made.packet().tuple();
        boolean v6 = tuple.dst().ip().v6();
        Ip dst = tuple.dst().ip();
        Ip from = made.at().owns(dst) ? dst : Router.unspecified(v6);
        return new FiveTuple(
                v6 ? ICMPV6 : ICMP, new IpPort(from, 0), new IpPort(tuple.src().ip(), 0));
    }

    private static Role.IcmpError error(String how, FiveTuple about) {
        int[] kind = about.dst().ip().v6() ? KINDS6.getOrDefault(how, KINDS.get(how)) : KINDS.get(how);
        return kind == null ? new Role.IcmpError(-1, 0, about) : new Role.IcmpError(kind[0], kind[1], about);
    }

    /** How it ends for the sender of the packet: it is told. */
    static Ending told(Passage passage) {
        String reason = "the error reaches the sender";
        return new Ending(
                new Verdict.Delivered(passage.packet().tuple().dst()), Symptom.OK, reason, List.of(), List.of());
    }

    /** Whether the error is about a packet that the sender sent; of another its kernel knows no socket (net/ipv4/tcp_ipv4.c, tcp_v4_err). */
    static boolean concerns(Role.IcmpError error, Goal.Asker asker) {
        return error.about().equals(asker.expected().reversed());
    }

    static Ending stray(Passage passage, Role.IcmpError error) {
        return Ending.dropped(
                "the error that reaches " + passage.at().name() + " is about " + error.about()
                        + ", of which no socket there knows",
                List.of());
    }
}

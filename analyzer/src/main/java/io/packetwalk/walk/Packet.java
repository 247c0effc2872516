package io.packetwalk.walk;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.walk.netfilter.Connection;
import java.util.Optional;

/**
 * A packet at one point of its way.
 *
 * @param tuple its header; an unspecified source address or a port 0 of a protocol with ports is not known
 * @param mark packet mark; does not leave the network namespace
 * @param in input interface, empty for packets made here
 * @param out output interface, empty before routing
 * @param nextHop where the output interface sends it, empty before routing
 * @param bridgeIn bridge port it came in by, empty when none, {@code ?} when unknown
 * @param bridgeOut bridge port it leaves by while bridged, empty when none
 * @param connection what connection tracking knows of it
 * @param inner the packet it carries, for tunnel packets
 * @param shell what is around {@code inner}
 * @param role what it is to the connection of the question
 * @param hopLimit its TTL or hop limit since a rule has set it
 * @param drawn the ports NAT drew one from, for a port 0 it left behind; empty when nothing drew
 * @param detour where a rule sends it past routes and hooks
 */
public record Packet(
        FiveTuple tuple,
        long mark,
        String in,
        String out,
        Optional<Ip> nextHop,
        String bridgeIn,
        String bridgeOut,
        Connection connection,
        Optional<Packet> inner,
        Shell shell,
        Role role,
        Optional<HopLimit> hopLimit,
        Optional<Ports.Range> drawn,
        Optional<Detour> detour) {

    /** Straight out of a device: to a neighbour there, or as the frame that it is. */
    public record Detour(String device, Optional<Ip> neighbour) {}

    public static Packet made(FiveTuple tuple) {
        return made(tuple, Role.OPENING);
    }

    public static Packet made(FiveTuple tuple, Role role) {
        return new Packet(
                tuple,
                0,
                "",
                "",
                Optional.empty(),
                "",
                "",
                Connection.begin(tuple),
                Optional.empty(),
                Shell.NONE,
                role,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A tunnel packet around {@code inner}. */
    public static Packet around(Packet inner, FiveTuple outer, Shell shell) {
        return new Packet(
                outer,
                inner.mark,
                "",
                "",
                Optional.empty(),
                "",
                "",
                Connection.begin(outer),
                Optional.of(inner),
                shell,
                Role.OPENING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The packet of the question: what is inside all tunnels. */
    Packet innermost() {
        return inner.map(Packet::innermost).orElse(this);
    }

    /** Tunnels around the packet of the question, and the IP headers they add, in bytes. */
    public int overhead() {
        return inner.map(inside ->
                        (tuple.dst().ip().v6() ? 40 : 20) + shell.kind().bytes() + inside.overhead())
                .orElse(0);
    }

    /** How many tunnels it is inside. */
    public int depth() {
        return inner.map(inside -> 1 + inside.depth()).orElse(0);
    }

    public Hop hop() {
        return new Hop(tuple, mark, out.isEmpty() ? in : out);
    }

    public Packet withTuple(FiveTuple next) {
        return new Packet(
                next,
                mark,
                in,
                out,
                nextHop,
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                hopLimit,
                drawn,
                detour);
    }

    /** Rewritten, and its connection knows. */
    public Packet translated(FiveTuple next, Connection bound) {
        return new Packet(
                next, mark, in, out, nextHop, bridgeIn, bridgeOut, bound, inner, shell, role, hopLimit, drawn, detour);
    }

    public Packet withMark(long next) {
        return new Packet(
                tuple,
                next,
                in,
                out,
                nextHop,
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                hopLimit,
                drawn,
                detour);
    }

    public Packet withConnection(Connection next) {
        return new Packet(
                tuple, mark, in, out, nextHop, bridgeIn, bridgeOut, next, inner, shell, role, hopLimit, drawn, detour);
    }

    /** Arrived on a device: nothing is known yet of where it leaves; only the loopback device keeps mark and connection (skb_scrub_packet). */
    public Packet arrived(String device, String port) {
        boolean loopback = device.equals("lo");
        Connection known = loopback ? connection : Connection.begin(tuple);
        return new Packet(
                tuple,
                loopback ? mark : 0,
                device,
                "",
                Optional.empty(),
                port,
                "",
                known,
                inner,
                shell,
                role,
                hopLimit,
                drawn,
                Optional.empty());
    }

    /** Between two devices; an empty one is none, {@code ?} is one that is not known. */
    public Packet on(String input, String output) {
        return input.equals(in) && output.equals(out)
                ? this
                : new Packet(
                        tuple,
                        mark,
                        input,
                        output,
                        nextHop,
                        bridgeIn,
                        bridgeOut,
                        connection,
                        inner,
                        shell,
                        role,
                        hopLimit,
                        drawn,
                        detour);
    }

    public Packet withRole(Role next) {
        return new Packet(
                tuple,
                mark,
                in,
                out,
                nextHop,
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                next,
                hopLimit,
                drawn,
                detour);
    }

    public Packet withHopLimit(HopLimit next) {
        return new Packet(
                tuple,
                mark,
                in,
                out,
                nextHop,
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                Optional.of(next),
                drawn,
                detour);
    }

    public Packet withDrawn(Optional<Ports.Range> next) {
        return new Packet(
                tuple,
                mark,
                in,
                out,
                nextHop,
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                hopLimit,
                next,
                detour);
    }

    public Packet leaving(String device, Ip next) {
        return new Packet(
                tuple,
                mark,
                in,
                device,
                Optional.of(next),
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                hopLimit,
                drawn,
                detour);
    }

    public Packet straight(Detour by) {
        return new Packet(
                tuple,
                mark,
                in,
                by.device(),
                by.neighbour(),
                bridgeIn,
                bridgeOut,
                connection,
                inner,
                shell,
                role,
                hopLimit,
                drawn,
                Optional.of(by));
    }

    public Packet bridgedTo(String port) {
        return new Packet(
                tuple, mark, in, out, nextHop, bridgeIn, port, connection, inner, shell, role, hopLimit, drawn, detour);
    }
}

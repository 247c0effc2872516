package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a rule does. */
public sealed interface Action {

    /** What changes the packet or its connection and nothing else: the next rule sees the change. */
    sealed interface Write extends Action {}

    /** Ends this base chain; later base chains of the hook still run. */
    record Accept() implements Action {}

    /** The packet is gone, silently. */
    record Drop() implements Action {}

    /** The packet is gone and its sender is told, for example {@code icmp-port-unreachable}. */
    record Reject(String how) implements Action {}

    /** Back to the rule after the jump; in a base chain, on to the policy. */
    record Return() implements Action {}

    /** Into a chain of the same table, and back at its end. */
    record Jump(String chain) implements Action {}

    /** Into a chain of the same table, whose end returns to this chain's own caller. */
    record Goto(String chain) implements Action {}

    /**
     * Rewrites the destination.
     *
     * @param first the only address, or the first of several of which one is taken; empty keeps it
     * @param last the last of them
     * @param ports port, or ports of which one is taken; empty keeps it
     * @param random any of several ports
     * @param base the port that the first of the ports stands for, the next one for the next, around and around (nf_nat_core.c, NF_NAT_RANGE_PROTO_OFFSET)
     */
    record Dnat(Optional<Ip> first, Optional<Ip> last, Optional<Ports.Range> ports, boolean random, OptionalInt base)
            implements Action {
        public Dnat(Optional<Ip> first, Optional<Ip> last, Optional<Ports.Range> ports, boolean random) {
            this(first, last, ports, random, OptionalInt.empty());
        }

        /** The port that this one becomes, where it is shifted. */
        public int shifted(int port) {
            Ports.Range range = ports.orElseThrow();
            return range.from() + (port - base.orElseThrow() & 0xffff) % (range.to() - range.from() + 1);
        }
    }

    /** Rewrites the source; {@code random}: to any port of those, or any at all. */
    record Snat(Optional<Ip> first, Optional<Ip> last, Optional<Ports.Range> ports, boolean random) implements Action {
        public Snat(Optional<Ip> first, Optional<Ip> last, Optional<Ports.Range> ports) {
            this(first, last, ports, false);
        }
    }

    /** Rewrites the source to the primary address of the output interface; an empty port keeps it, unless {@code random}. */
    record Masquerade(Optional<Ports.Range> ports, boolean random) implements Action {
        public Masquerade() {
            this(Optional.empty(), false);
        }
    }

    /** Rewrites the destination to this host; an empty port keeps it; {@code random}: any port of several. */
    record Redirect(Optional<Ports.Range> ports, boolean random) implements Action {
        public Redirect(Optional<Ports.Range> ports) {
            this(ports, false);
        }
    }

    /** Maps a network onto another of the same size: the host part stays (xt_NETMAP.c). The hook says which end. */
    record NetMap(Ip first, Ip last) implements Action {}

    /** {@code mark = (mark & keep) ^ toggle}. */
    record SetMark(long keep, long toggle) implements Write {}

    /** {@code ctmark = (ctmark & keep) ^ toggle}. */
    record SetConnMark(long keep, long toggle) implements Write {}

    /** {@code ctmark = (ctmark & ~ctMask) ^ (mark & markMask)} (xt_connmark.c). */
    record SaveMark(long ctMask, long markMask) implements Write {}

    /** {@code mark = (mark & ~markMask) ^ (ctmark & ctMask)} (xt_connmark.c). */
    record RestoreMark(long ctMask, long markMask) implements Write {}

    /** The packet's mark, or the connection's, becomes the exclusive or of the terms and {@code toggle}. */
    record Compute(boolean packet, List<Term> terms, long toggle) implements Write {
        public Compute {
            terms = List.copyOf(terms);
        }
    }

    /** {@code (mark << shift) & keep} of the packet's mark or the connection's; a negative shift goes right. */
    record Term(boolean packet, int shift, long keep) {}

    /** Writes an address or a port into the packet's header; connection tracking does not know (nft_payload.c, nft_payload_set_eval). */
    record Rewrite(End end, Optional<Ip> ip, OptionalInt port) implements Write {}

    /** TTL or hop limit: set to {@code amount}, or so much more; it is never above 255 (xt_HL.c). */
    record SetHopLimit(boolean add, int amount) implements Write {}

    /** The connection is not tracked, so it is never translated. */
    record NoTrack() implements Write {}

    /** The connection is kept in this conntrack zone, apart from those of others. */
    record SetZone(int zone) implements Write {}

    /** IPVS: one of the real servers of this virtual server gets it. */
    record Schedule(VirtualServer server) implements Action {}

    /** A program in user space decides; without listener the packet is dropped, or passes when {@code bypass}. */
    record Queue(String text, boolean bypass) implements Action {}

    /**
     * Takes the packet to a local socket without rewriting it.
     *
     * @param to where the socket listens; empty for an address of the input interface
     * @param port its port; empty for the packet's own, 0 for one that was not read
     * @param drops without such a socket the packet is dropped (xt_TPROXY.c); else the rule ends (nft_tproxy.c)
     */
    record Tproxy(String text, Optional<Ip> to, OptionalInt port, boolean drops) implements Action {}

    /** Sends it out of a device at once, past all other hooks: to a neighbour there, or as the frame that it is (nft_fwd_netdev.c). */
    record Forward(String device, Optional<Ip> neighbour) implements Action {}

    /** Answers a SYN with a cookie, and opens the server's side with a SYN of its own when the client's acknowledgment shows it (nf_synproxy_core.c). */
    record Synproxy(String text) implements Action {}

    /** Gives the connection a label. */
    record SetLabel(String label) implements Write {}

    /** Translates the prefix of an IPv6 address, and one word behind it so that checksums stay right (RFC 6296; ip6t_NPT.c). No connection remembers it. */
    record Npt(End end, Cidr from, Cidr to) implements Action {}

    /** Rules within a rule: what nft runs from left to right. At their end the rule is done; a return leaves the chain around them. */
    record Inline(Chain chain) implements Action {}

    /** Leaves all rules within rules: on with the next rule of the chain. */
    record Leave() implements Action {}

    /** Does what the table gives for the packet, nothing when it gives nothing. */
    record Lookup(Table<Action> table) implements Action {}

    /** Does one of these at random; what their weights lack of 1 does nothing. */
    record Choose(List<Share> shares) implements Action {
        /** Of more outcomes than that a walk is not split into. */
        public static final int MOST = 256;

        public Choose {
            shares = List.copyOf(shares);
        }
    }

    /**
     * One outcome of chance.
     *
     * @param weight its probability
     * @param action what happens then
     * @param also places that say it
     */
    record Share(double weight, Action action, List<Source> also) {
        public Share {
            also = List.copyOf(also);
        }
    }

    /** A side effect that does not change the packet's way: logs, counters, checksums, MSS clamping. */
    record Observe(String text) implements Action {}

    /** No target: the rule only counts. */
    record Nothing() implements Action {}

    /** An action that is not evaluated: from here on the way cannot be told. */
    record Unmodelled(String text) implements Action {}
}

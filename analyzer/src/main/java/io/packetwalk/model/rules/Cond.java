package io.packetwalk.model.rules;

import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Set;

/** One condition of a rule. All conditions of a rule must hold. */
public sealed interface Cond {

    /** An address in a range, both ends included; a prefix is a range. */
    record Address(End end, Ip first, Ip last) implements Cond {
        /** True when the range is one address. */
        public boolean exact() {
            return first.equals(last);
        }
    }

    /** The protocol. */
    record ProtocolIs(Proto proto) implements Cond {}

    /** A port; false for protocols without ports. */
    record Port(End end, Ports ports) implements Cond {}

    /** Either port. */
    record EitherPort(Ports ports) implements Cond {}

    /** Input interface; a final {@code +} is a prefix wildcard; empty for packets made here. At OUTPUT and POSTROUTING of local packets there is none. */
    record InDevice(String pattern) implements Cond {}

    /** Output interface; a final {@code +} is a prefix wildcard. */
    record OutDevice(String pattern) implements Cond {}

    /** {@code (mark & mask) == value}. */
    record MarkIs(long value, long mask) implements Cond {}

    /** {@code (ctmark & mask) == value}. */
    record ConnMarkIs(long value, long mask) implements Cond {}

    /** Connection tracking state is one of these. */
    record StateIn(Set<CtState> states) implements Cond {
        public StateIn {
            states = Set.copyOf(states);
        }
    }

    /** The connection's tuple as the client sent it ({@code reply} false) or as the answer is expected. */
    record TrackedAddress(boolean reply, End end, Ip first, Ip last) implements Cond {}

    /** A port of the connection's tuple. */
    record TrackedPort(boolean reply, End end, Ports ports) implements Cond {}

    /** The protocol of the connection. */
    record TrackedProto(Proto proto) implements Cond {}

    /** A condition on the connection that a packet without one passes: {@code --ctstate} beside it has already decided (xt_conntrack.c). */
    record IfTracked(Cond cond) implements Cond {}

    /** The connection has one of these status words: {@code SEEN_REPLY}, {@code ASSURED}, {@code CONFIRMED}, {@code EXPECTED}, {@code SNAT}, {@code DNAT}. */
    record StatusIn(Set<String> words) implements Cond {
        public StatusIn {
            words = Set.copyOf(words);
        }
    }

    /** Packet goes in the direction of the connection's first packet. */
    record OriginalDirection() implements Cond {}

    /**
     * Type of an address in the local routing tables (xt_addrtype.c), one of {@code types} ({@code LOCAL}, {@code UNICAST}, {@code BROADCAST}, ...).
     *
     * @param onDevice {@code in} or {@code out} when only addresses of that interface count, else empty
     */
    record AddressType(End end, Set<String> types, String onDevice) implements Cond {
        public AddressType {
            types = Set.copyOf(types);
        }
    }

    /** Membership in a named set; each end takes one dimension of the element, in order. */
    record InSet(String set, List<End> ends) implements Cond {
        public InSet {
            ends = List.copyOf(ends);
        }
    }

    /** The address family; the rules of an nft {@code inet} table see both. */
    record FamilyIs(boolean v6) implements Cond {}

    /** An element of the table holds. */
    record InTable(Table<?> table) implements Cond {}

    /** Matches at random with this probability, 0 to 1. */
    record Random(double probability) implements Cond {}

    /** Matches one of {@code every} packets; over many connections as good as {@code Random(1 / every)}. */
    record Nth(int every) implements Cond {}

    /**
     * Per-source memory of xt_recent: the address was put in the list within {@code seconds} (0: ever). Not {@code exact} where hits, TTLs or masks matter, too, or the
     * destination is remembered: then an entry may be meant or not.
     */
    record Recent(String list, int seconds, boolean exact) implements Cond {}

    /** TCP flags under {@code mask} are exactly {@code flags} (bits as in the TCP header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32). */
    record TcpFlags(int mask, int flags) implements Cond {}

    /** ICMP type and code range; a negative type is any. */
    record IcmpType(int type, int codeFrom, int codeTo) implements Cond {}

    /** A later fragment: never the first packet of a connection. */
    record Fragment() implements Cond {}

    /** What the packets of a walk, as sockets make them, do not carry: extension headers of IPv6, options of IPv4, ARP. Never holds. */
    record Absent(String text) implements Cond {}

    /** {@code (field & mask)} is in one of these; false where the packet has no such field. */
    record FieldIn(Field field, long mask, List<Span> spans) implements Cond {
        public FieldIn {
            spans = List.copyOf(spans);
        }
    }

    /** An SCTP packet with a chunk of this kind ({@code init}, {@code data}, ...); the first one of an association holds an INIT only. */
    record Chunk(String kind) implements Cond {}

    /**
     * A condition that is understood, on something that neither a dump nor a question says: it may hold or not.
     *
     * @param what that, for a reader
     * @param text the condition
     */
    record Unsaid(String what, String text) implements Cond {}

    /** Bytes of the packet, headers included (xt_length.c); both ends included. */
    record Length(int from, int to) implements Cond {}

    /**
     * User or group of the sending socket; only packets made on this host have one.
     *
     * @param forwarded whether it holds of a packet without a socket: all that it asks for is negated (xt_owner.c, owner_mt)
     */
    record Owner(String text, boolean forwarded) implements Cond {}

    /** A connection that another one's helper had expected; the helpers of those that nobody expected are not asked (xt_helper.c, nft_ct.c). */
    record Helped() implements Cond {}

    /** A connection that the packet has itself: of the one of nothing behind a rule that chose a zone, some kernels tell nft's rules nothing (nft_ct.c, nft_ct_get_eval). */
    record Own() implements Cond {}

    /** The connection may be put into a flowtable now: a new one may not, nor one that is there, and the rule ends (nft_flow_offload.c, nft_flow_offload_eval). */
    record Offloads() implements Cond {}

    /** The connection has this label. A new one has none but those that rules gave it. */
    record Labelled(String label) implements Cond {}

    /** Bridge ports of a bridged packet; empty patterns do not look. */
    record BridgePort(String in, String out) implements Cond {}

    /** The packet is being bridged and will leave by a bridge port. */
    record IsBridged() implements Cond {}

    /** Source MAC address. */
    record MacIs(Mac mac) implements Cond {}

    /** A local socket takes this packet; {@code transparent} ones only, or any; {@code wildcard}: also one that listens on all addresses (xt_socket.c). */
    record SocketTakes(boolean transparent, boolean wildcard) implements Cond {}

    /** The route back to the source leaves by the input interface (xt_rpfilter.c). */
    record ReversePath(boolean loose) implements Cond {}

    /** A rate or count limit: its state is nowhere in a dump. */
    record Limit(String text) implements Cond {}

    /** Turns a condition around. */
    record Not(Cond cond) implements Cond {}

    /** A condition that is not evaluated: it may hold or not. */
    record Unmodelled(String text) implements Cond {}
}

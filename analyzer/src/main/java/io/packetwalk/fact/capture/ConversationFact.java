package io.packetwalk.fact.capture;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One conversation as one interface of one capture saw it. Counts are split by direction: {@code forward} is from the client, the side
 * that sent the first SYN, the first request, or else the first packet seen. Fragments after the first carry no ports: they are a conversation
 * of their own with ports 0. A conversation of which only an ICMP error was seen has no packets.
 *
 * @param source packets from first to last
 * @param interfaceId interface of the capture file
 * @param interfaceIndex kernel ifindex from an SLL2 header, -1 when unknown
 * @param link which way packets from the client crossed the interface
 * @param tunnel the encapsulation it was found in
 * @param carrier whether its packets carry others that were read. All packets between two ends of one UDP overlay are one conversation with the
 *     overlay's port at both ends, for the source port is a hash of the packet inside (RFC 7348 section 5)
 * @param tuple client to server
 * @param first time of the first packet
 * @param last time of the last packet
 * @param forward packets from the client; bytes are those of the IP packets, as conntrack counts them
 * @param backward packets from the server
 * @param silenceMicros longest time without a packet between the first and the last
 * @param unanswered packets from the client since the server's last one; all of them when the server sent none
 * @param tcp TCP detail, empty also when no TCP header of it was seen
 * @param dns DNS transactions on it, in order
 * @param icmpErrors ICMP errors that quote a packet of it
 * @param udpFingerprints up to four hashes of UDP payloads from the client, of DNS those of id and question, to join across NAT
 * @param ttlForward IP TTL of the first packet from the client, -1 when none
 * @param ttlBackward IP TTL of the first packet from the server, -1 when none
 * @param firstBackward time of that packet
 * @param greeting what its first data says in the clear
 * @param sctp SCTP detail
 */
public record ConversationFact(
        Source source,
        int interfaceId,
        int interfaceIndex,
        LinkDirection link,
        Optional<Tunnel> tunnel,
        boolean carrier,
        FiveTuple tuple,
        Instant first,
        Instant last,
        Counters forward,
        Counters backward,
        long silenceMicros,
        long unanswered,
        Optional<TcpFact> tcp,
        List<DnsExchange> dns,
        List<IcmpErrorFact> icmpErrors,
        List<Long> udpFingerprints,
        int ttlForward,
        int ttlBackward,
        Optional<Instant> firstBackward,
        Optional<Greeting> greeting,
        Optional<SctpFact> sctp)
        implements Fact {

    /** What conversations are joined by, without putting each of them together. */
    public interface Keys {

        /** Stands for the client's initial sequence number of a TCP connection that was captured without its SYN. */
        long MIDDLE = -2;

        /** Tells of each conversation, in order. */
        void each(Taker taker);

        /** Tells of each UDP conversation whose server sent something back the server's end; of several with one server perhaps only once. */
        void answering(Consumer<IpPort> taker);

        /** Takes one conversation's keys. */
        @FunctionalInterface
        interface Taker {
            /**
             * One conversation.
             *
             * @param index its place in the list
             * @param carrier as {@link ConversationFact#carrier}
             * @param first nanoseconds since 1970
             * @param last nanoseconds since 1970
             * @param tuple {@link FiveTuple#sharedKey}
             * @param isn the client's initial sequence number; {@link #MIDDLE} when TCP's was not seen, -1 when there is none
             * @param prints as {@link ConversationFact#udpFingerprints}
             * @param passedOn as {@link Greeting#passedOn}
             */
            void key(
                    int index,
                    boolean carrier,
                    long first,
                    long last,
                    long tuple,
                    long isn,
                    long[] prints,
                    long passedOn);
        }
    }

    /** Which way a frame crossed the interface, as a "cooked" header or pcapng's packet flags tell. */
    public enum LinkDirection {
        UNKNOWN,
        IN,
        OUT
    }

    /**
     * An encapsulation.
     *
     * @param type {@code vxlan}, {@code geneve}, {@code ipip}, {@code gre}
     * @param vni network identifier, -1 when the type has none
     * @param outer the carrying packet's tuple, in the client's direction
     */
    public record Tunnel(String type, int vni, FiveTuple outer) {}
}

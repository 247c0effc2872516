package io.packetwalk.flow;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One conversation, however many points saw it.
 *
 * @param id {@code f1}, {@code f2}, ... in order of start time
 * @param proto protocol
 * @param client who began it, before translation
 * @param server whom it addressed, before translation
 * @param translated whom it reached after translation, when that differs and was seen
 * @param state how it ended
 * @param start first packet anywhere
 * @param end last packet anywhere
 * @param forward packets from the client at the best point
 * @param backward packets from the server at the best point
 * @param tcp TCP detail at the point nearest to the client
 * @param ttlForward TTL of the client's first packet there, -1 when none
 * @param ttlBackward TTL of the server's first packet there, -1 when none
 * @param silenceMicros longest time without a packet there
 * @param greeting what its first data says in the clear
 * @param dns DNS transactions
 * @param icmpErrors ICMP errors about it
 * @param legs every point that saw it, in causal order
 * @param loss the hop at which it ends, when it failed and that can be told
 * @param unexpected a translation that was seen though nothing in the cluster explains it
 * @param relays flows in which a proxy passed on what this one says, or from which it did: ids in order
 */
public record Flow(
        String id,
        Proto proto,
        Party client,
        Party server,
        Optional<Party> translated,
        State state,
        Instant start,
        Instant end,
        Counters forward,
        Counters backward,
        Optional<TcpFact> tcp,
        int ttlForward,
        int ttlBackward,
        long silenceMicros,
        Optional<Greeting> greeting,
        List<DnsExchange> dns,
        List<IcmpErrorFact> icmpErrors,
        List<Leg> legs,
        Optional<Loss> loss,
        Optional<UnexpectedTranslation> unexpected,
        List<String> relays) {

    /**
     * One end.
     *
     * @param at address and port
     * @param object the pod, Service or node behind it at that time
     * @param possible others that may have been, when that cannot be told
     */
    public record Party(IpPort at, Optional<ObjectRef> object, List<ObjectRef> possible) {

        /** One of which there is no doubt. */
        public Party(IpPort at, Optional<ObjectRef> object) {
            this(at, object, List.of());
        }

        @Override
        public String toString() {
            return object.map(ref -> ref + " (" + at + ")").orElse(at.toString());
        }
    }

    /** How a flow ended, as its client saw it. */
    public enum State {
        /** Handshake or request and answer complete, closed or not. */
        OK("established"),
        /** RST to the SYN, or ICMP port unreachable. */
        REFUSED("refused"),
        /** RST after the handshake. */
        RESET("reset"),
        /** Nothing came back to the client. */
        NO_REPLY("no-reply"),
        /** SYN-ACK seen, but the handshake did not complete. */
        HALF_OPEN("half-open"),
        /** Connected, then full-size data never got through. */
        STALLED("stalled"),
        /** Connected, then what was asked was not acknowledged however often it was repeated, or no answer came until somebody gave up. */
        UNANSWERED("unanswered"),
        /** Another ICMP error ended it. */
        UNREACHABLE("icmp-error"),
        /** The DNS answer was NXDOMAIN. */
        DNS_NXDOMAIN("dns-nxdomain"),
        /** The DNS answer was SERVFAIL. */
        DNS_SERVFAIL("dns-servfail"),
        /** The DNS answer was REFUSED or another error. */
        DNS_ERROR("dns-error"),
        /** Seen in the middle only: no beginning, no verdict. */
        PARTIAL("partial");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word of the JSON contract. */
        public String word() {
            return word;
        }

        /** True when the client was hurt. NXDOMAIN of one query is no failure by itself: search lists produce it. */
        public boolean failed() {
            return switch (this) {
                case OK, PARTIAL, DNS_NXDOMAIN -> false;
                case REFUSED, RESET, NO_REPLY, HALF_OPEN, STALLED, UNANSWERED, UNREACHABLE, DNS_SERVFAIL, DNS_ERROR ->
                    true;
            };
        }
    }

    /** The same flow under a name, among others. */
    Flow named(String name, List<String> related) {
        return new Flow(
                name,
                proto,
                client,
                server,
                translated,
                state,
                start,
                end,
                forward,
                backward,
                tcp,
                ttlForward,
                ttlBackward,
                silenceMicros,
                greeting,
                dns,
                icmpErrors,
                legs,
                loss,
                unexpected,
                related);
    }

    /** The point nearest to the client. */
    public Leg nearest() {
        return legs.getFirst();
    }

    /** The destination the application addressed was reached under this address. */
    public IpPort reached() {
        return translated.map(Party::at).orElse(server.at());
    }
}

package io.packetwalk.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Leg;
import io.packetwalk.flow.UnexpectedTranslation;
import io.packetwalk.flow.loss.Loss;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One conversation as the JSON contract writes it: one row of {@code flows}.
 *
 * @param id {@code f1}, {@code f2}, ... in order of start
 * @param proto protocol name
 * @param client who began it
 * @param server whom it addressed
 * @param translated whom it reached, null when not translated or not seen
 * @param start first packet, RFC 3339 in UTC
 * @param end last packet
 * @param packets packets each way
 * @param bytes bytes each way
 * @param state how it ended
 * @param handshakeMillis SYN to the completing ACK, null when there was none
 * @param retransmissions data segments sent again, each way
 * @param zeroWindows zero-window advertisements
 * @param rst who reset it, null when nobody did
 * @param icmp ICMP errors about it
 * @param dns its first question, null when it carried none
 * @param tunnel the tunnel it was seen in, null when in none
 * @param communityId Community ID version 1, null for protocols without ports
 * @param sightings the points that saw it
 * @param findings fingerprints of the findings that explain it
 * @param tcp how well each half of the connection went, null for other protocols
 * @param greeting what its first data says in the clear (HTTP, TLS and PROXY headers, secrets left out), null when nothing
 * @param lost the hop at which it ends, null when it did not fail or that cannot be told
 * @param unexpected a translation that was seen though nothing in the cluster explains it, null when none
 * @param relays ids of flows on the other side of a proxy: they carry the same TLS hello or the same X-Request-Id
 * @param comments what somebody wrote about packets of it into a capture, left out when nothing
 * @param goodput bytes of data acknowledged per second each way, repetitions left out; left out when not TCP or not known
 */
public record FlowRow(
        String id,
        String proto,
        End client,
        End server,
        @Nullable End translated,
        String start,
        String end,
        Pair packets,
        Pair bytes,
        String state,
        @Nullable Double handshakeMillis,
        Pair retransmissions,
        int zeroWindows,
        @Nullable Reset rst,
        List<Icmp> icmp,
        @Nullable Dns dns,
        @Nullable Tunnel tunnel,
        @Nullable String communityId,
        List<Sighting> sightings,
        List<String> findings,
        @Nullable Tcp tcp,
        @Nullable Greeting greeting,
        @Nullable Lost lost,
        @Nullable Unexpected unexpected,
        List<String> relays,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Comment> comments,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Pair goodput) {
    public FlowRow {
        // Left out when empty, and not there in reports of earlier versions.
        comments = Objects.requireNonNullElse(comments, List.of());
    }

    /**
     * One end.
     *
     * @param object null when nothing in the model has the address
     * @param name what a capture file calls the address, left out when none does
     * @param possible others that may have had the address at that time, left out when none
     */
    public record End(
            String ip,
            int port,
            @Nullable String object,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Name name,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> possible) {
        public End {
            // As comments below.
            possible = Objects.requireNonNullElse(possible, List.of());
        }

        /** {@code address:port}, brackets around IPv6. */
        public String at() {
            return ip.indexOf(':') >= 0 ? "[" + ip + "]:" + port : ip + ":" + port;
        }

        /** The name a reader knows, else the address, with the port; a name from outside stands beside the address. */
        public String named() {
            if (object != null) {
                return object + ":" + port + (possible.isEmpty() ? "" : " (or " + String.join(", ", possible) + ")");
            }
            if (name != null) {
                return at() + " (" + name.name() + ")";
            }
            return at() + (possible.isEmpty() ? "" : " (perhaps " + String.join(", ", possible) + ")");
        }
    }

    /** A name from outside: the word of a file that {@code source} names. */
    public record Name(String name, String source) {}

    /** What somebody wrote about a packet. */
    public record Comment(String packet, String text) {}

    /** As {@link io.packetwalk.fact.capture.Greeting}. */
    public record Greeting(
            String kind,
            String host,
            String request,
            int status,
            String requestId,
            String alpn,
            String version,
            String proxied,
            String alpnChosen,
            String alert,
            @Nullable Certificate certificate) {}

    /** As {@link io.packetwalk.fact.capture.Greeting.Certificate}. */
    public record Certificate(String subject, String issuer, String names, String validFrom, String validTo) {}

    /**
     * Where packets vanished.
     *
     * @param kind {@code lost} (surely, between the two points), {@code unanswered} (they came to the server) or {@code last-seen} (nobody further on was capturing for sure)
     * @param way {@code request} or {@code answer}
     * @param after the last point that saw them
     * @param before the first point on their way that did not, empty when there is none
     * @param inside what lies between
     * @param doubts why it is not certain
     * @param sources what shows it
     */
    public record Lost(
            String kind,
            String way,
            String after,
            String before,
            List<String> inside,
            List<String> doubts,
            List<String> sources) {
        /** The end of a flow in the contract's words. */
        public static Lost of(Loss loss) {
            Leg after = loss.after();
            return new Lost(
                    loss.kind().word(),
                    loss.way().word(),
                    Neutral.of((after.place() + " " + after.device()).strip()),
                    Neutral.of(loss.before()),
                    loss.inside().stream().map(Neutral::of).toList(),
                    loss.doubts().stream().map(Neutral::of).toList(),
                    loss.sources().stream().map(Source::toString).toList());
        }

        /** One sentence without its final stop, doubts left out. */
        public String sentence() {
            String packets = way + "s ";
            String told = switch (kind) {
                case "lost" ->
                    packets + "were lost between " + after + " and " + before + ": " + String.join(", ", inside);
                case "unanswered" -> packets + "came to " + after + ", and nothing answered there";
                default -> packets + "were seen last at " + after;
            };
            // Beside an interface, a node's name needs no kind.
            return told.replace("node/", "");
        }
    }

    /** Rewritten packets that neither endpoints nor node addresses explain. */
    public record Unexpected(String text, List<String> sources) {
        /** A translation in the contract's words. */
        public static Unexpected of(UnexpectedTranslation odd) {
            return new Unexpected(
                    Neutral.of(odd.text()),
                    odd.sources().stream().map(Source::toString).toList());
        }
    }

    /** A number each way. */
    public record Pair(long fwd, long rev) {
        /** That of the way on which more went. */
        public long larger() {
            return Math.max(fwd, rev);
        }
    }

    /**
     * The first RST.
     *
     * @param by {@code client} or {@code server}
     * @param packet its number
     * @param ttl its TTL
     * @param peerTtl that of its sender's first packet
     * @param after what the connection had come to: {@code syn}, {@code handshake} (not a byte of data), {@code data} or {@code fin}; empty when that was not seen
     */
    public record Reset(String by, long packet, int ttl, int peerTtl, String after) {}

    /**
     * A TCP connection at the point nearest to the client; times in milliseconds, null when not seen.
     *
     * @param syns SYNs, and the silence before each that was repeated
     * @param serverRttMillis SYN to SYN-ACK there
     * @param clientRttMillis SYN-ACK to its ACK there
     * @param largestAcked largest payload that was acknowledged, each way
     * @param largestLost largest payload sent again and never acknowledged: larger than the former is a path MTU's signature
     * @param payload payload bytes each way, repetitions left out
     * @param silenceMillis longest time without a packet
     */
    public record Tcp(
            int syns,
            List<Integer> synGapsMillis,
            @Nullable Double serverRttMillis,
            @Nullable Double clientRttMillis,
            Pair mss,
            Pair largestAcked,
            Pair largestLost,
            Pair payload,
            Side fwd,
            Side rev,
            double silenceMillis) {}

    /** One side's half; counts as tshark's expert counts of the same name. */
    public record Side(
            boolean fin,
            int windowScale,
            boolean sack,
            int fastRetransmissions,
            int timeoutRetransmissions,
            int spuriousRetransmissions,
            int outOfOrder,
            int duplicateAcks,
            int zeroWindows,
            double zeroWindowMillis,
            int zeroWindowProbes,
            int keepAlives) {}

    /** An ICMP error: numbers, who sent it, and the MTU it names (0 when none). */
    public record Icmp(int type, int code, String from, int mtu) {}

    /**
     * The first question and its answer, and how many there were.
     *
     * @param rcode of the answer, empty when none was seen
     * @param millis question to answer, null likewise
     * @param queries packets that ask, repetitions included
     * @param rcodes answered questions by response code; those without an answer under {@code none}
     */
    public record Dns(
            String qname,
            String qtype,
            String rcode,
            @Nullable Double millis,
            int queries,
            Map<String, Integer> rcodes) {}

    /** An encapsulation; {@code vni} is null when the type has none. */
    public record Tunnel(
            String type, @Nullable Integer vni, @Nullable String outer) {}

    /** One point that saw it, with both ends as they were there; packet numbers are 0 where the point is no capture. */
    public record Sighting(
            String artifact,
            @JsonProperty("interface") String device,
            String node,
            String netns,
            long firstPacket,
            long lastPacket,
            String src,
            String dst) {}
}

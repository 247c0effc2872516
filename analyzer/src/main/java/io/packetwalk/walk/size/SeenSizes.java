package io.packetwalk.walk.size;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Narrow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How large the packets were that captures saw come through from node to node, and how large those that never did: acknowledged data has arrived, and data sent again and
 * again without an acknowledgement, on a connection that acknowledges less, has not (RFC 4821 section 3). All captures are read when it is first asked for.
 */
public final class SeenSizes {

    private static final Sizes NOTHING = new Sizes(0, Optional.empty(), 0, Optional.empty());

    private static final int TIMESTAMPS = 12;

    /** Every network carries as much (RFC 791 section 3.1, total length); a smaller packet that vanishes does so for another reason than its size. */
    private static final int ALWAYS_PASSES = 576;

    private final Cluster cluster;
    private @Nullable Map<Stretch, Sizes> seen;

    /**
     * A direction between two nodes.
     *
     * @param from name of the sending node
     * @param to name of the receiving one
     * @param pods whether an end is a pod with an address of its own, whose packets may travel in a tunnel; those of hosts do not
     */
    private record Stretch(String from, String to, boolean pods) {}

    /**
     * What was seen of one direction, in bytes of the flow's IP packets.
     *
     * @param passed the largest that arrived, 0 when none was seen
     * @param arrival where it was seen
     * @param vanished the smallest that did not although smaller ones did, 0 when none was seen
     * @param loss where it was seen
     */
    record Sizes(int passed, Optional<Source> arrival, int vanished, Optional<Source> loss) {

        private Sizes and(Sizes other) {
            Sizes larger = other.passed > passed ? other : this;
            boolean smaller = other.vanished > 0 && (vanished == 0 || other.vanished < vanished);
            Sizes sooner = smaller ? other : this;
            return new Sizes(larger.passed, larger.arrival, sooner.vanished, sooner.loss);
        }
    }

    public SeenSizes(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What was seen of packets of {@code from} to {@code to}, between whose nodes the network is in question. */
    Sizes of(Narrow.Network network, Ip from, Ip to) {
        return seen().getOrDefault(new Stretch(network.from(), network.to(), ofPods(from, to)), NOTHING);
    }

    private synchronized Map<Stretch, Sizes> seen() {
        if (seen == null) {
            Map<Stretch, Sizes> all = new HashMap<>();
            for (CapturePoint point : cluster.captures()) {
                for (ConversationFact conversation : point.conversations()) {
                    conversation.tcp().filter(TcpFact::established).ifPresent(tcp -> read(all, conversation, tcp));
                }
            }
            seen = all;
        }
        return seen;
    }

    private void read(Map<Stretch, Sizes> all, ConversationFact conversation, TcpFact tcp) {
        Ip client = conversation.tuple().src().ip();
        Ip server = conversation.tuple().dst().ip();
        Optional<String> one = node(client);
        Optional<String> other = node(server);
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return;
        }
        boolean pods = ofPods(client, server);
        // A segment that a network card cuts or joins is larger than what is on the wire: the ends' MSS bounds that.
        int most = Math.min(mss(tcp.clientMss()), mss(tcp.serverMss()));
        int headers = client.v6() ? 60 : 40;
        Source source = conversation.source();
        all.merge(
                new Stretch(one.get(), other.get(), pods),
                half(tcp.largestAckedForward(), tcp.largestLostForward(), most, headers, source),
                Sizes::and);
        all.merge(
                new Stretch(other.get(), one.get(), pods),
                half(tcp.largestAckedBackward(), tcp.largestLostBackward(), most, headers, source),
                Sizes::and);
    }

    /** One half of a connection. */
    private static Sizes half(int acked, int lost, int most, int headers, Source source) {
        boolean passed = acked > 0;
        boolean vanished = lost > acked && segment(lost, most) + headers > ALWAYS_PASSES;
        return new Sizes(
                passed ? segment(acked, most) + headers : 0,
                Optional.of(source).filter(_s -> passed),
                vanished ? segment(lost, most) + headers : 0,
                Optional.of(source).filter(_s -> vanished));
    }

    /** Bytes of data and TCP options: a segment that lacks just the room of the timestamps is a full one (RFC 6691 section 2, RFC 7323 appendix A). */
    private static int segment(int data, int most) {
        return data >= most - TIMESTAMPS ? most : data;
    }

    /** Without the option a sender may not use more than 536 bytes (RFC 9293 section 3.7.1). */
    private static int mss(int option) {
        return option > 0 ? option : 536;
    }

    private boolean ofPods(Ip from, Ip to) {
        return cluster.podAt(from).isPresent() || cluster.podAt(to).isPresent();
    }

    private Optional<String> node(Ip ip) {
        return cluster.podAt(ip).map(Pod::node).or(() -> cluster.nodeAt(ip).map(Node::name));
    }
}

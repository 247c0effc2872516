package io.packetwalk.flow;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.model.Cluster;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Joins points of a TCP connection whose handshake a capture did not see. Sequence numbers pass NAT and tunnels unchanged: where both sides' stand as close at two points
 * as what passed there tells, it is one connection. By chance that is one in 2^32 for each side, times how far they are apart.
 */
final class SequenceJoin {

    /** Less than this is no chance, whatever was translated. */
    private static final double NEVER = 1e-14;

    /** What may be chance where the translation is one that the cluster makes. */
    private static final double SELDOM = 1e-8;

    /** Points of other connections that may stand between two of one, in order of one side's numbers. */
    private static final int NEIGHBOURS = 64;

    private static final double NUMBERS = 0x1p32;

    private final Cluster cluster;
    private final Groups groups;
    private final BiPredicate<Integer, Integer> together;

    private SequenceJoin(Cluster cluster, Groups groups, BiPredicate<Integer, Integer> together) {
        this.cluster = cluster;
        this.groups = groups;
        this.together = together;
    }

    /** One point, and how far both sides had come there. */
    private record Reach(int observation, boolean middle, ConversationFact seen, TcpFact tcp) {}

    /** @param together whether two observations overlap in time */
    static void join(Cluster cluster, Observations seen, Groups groups, BiPredicate<Integer, Integer> together) {
        if (cluster.captures().size() < 2) {
            return;
        }
        int[] middle = IntStream.range(0, seen.size())
                .filter(i -> seen.isn[i] == ConversationFact.Keys.MIDDLE)
                .toArray();
        if (middle.length == 0) {
            return;
        }
        // A point that saw the handshake began before those that did not.
        long latest = IntStream.of(middle).mapToLong(i -> seen.first[i]).max().orElseThrow();
        List<Reach> reaches = IntStream.range(0, seen.size())
                .filter(i -> seen.isn[i] == ConversationFact.Keys.MIDDLE || seen.isn[i] >= 0 && seen.first[i] <= latest)
                .mapToObj(i -> reach(seen, i))
                .flatMap(Optional::stream)
                .toList();
        SequenceJoin join = new SequenceJoin(cluster, groups, together);
        join.inOrder(reaches, reach -> reach.tcp.reachedForward());
        join.inOrder(reaches, reach -> reach.tcp.reachedBackward());
    }

    private static Optional<Reach> reach(Observations seen, int observation) {
        ConversationFact fact = seen.seen(observation);
        boolean middle = seen.isn[observation] == ConversationFact.Keys.MIDDLE;
        return fact.tcp()
                .filter(tcp -> tcp.reachedForward() >= 0 && tcp.reachedBackward() >= 0)
                .map(tcp -> new Reach(observation, middle, fact, tcp));
    }

    /** Points of one connection are close to each other in the order of one side's numbers at least. */
    private void inOrder(List<Reach> reaches, ToLongFunction<Reach> side) {
        List<Reach> order =
                reaches.stream().sorted(Comparator.comparingLong(side)).toList();
        for (int i = 0; i < order.size(); i++) {
            for (int j = i + 1; j < Math.min(order.size(), i + 1 + NEIGHBOURS); j++) {
                Reach one = order.get(i);
                Reach other = order.get(j);
                if ((one.middle || other.middle)
                        && groups.of(one.observation) != groups.of(other.observation)
                        && together.test(one.observation, other.observation)
                        && same(one, other)) {
                    groups.join(one.observation, other.observation);
                }
            }
        }
    }

    private boolean same(Reach one, Reach other) {
        double forward = chance(
                one.tcp.reachedForward(),
                one.tcp.payloadForward(),
                other.tcp.reachedForward(),
                other.tcp.payloadForward());
        double backward = chance(
                one.tcp.reachedBackward(),
                one.tcp.payloadBackward(),
                other.tcp.reachedBackward(),
                other.tcp.payloadBackward());
        double both = forward * backward;
        return both <= NEVER || both <= SELDOM && NatPair.plausible(cluster, one.seen.tuple(), other.seen.tuple());
    }

    /** How likely another connection's numbers are as near; without bound when what the two points saw of this side does not touch. A FIN takes a number, too. */
    private static double chance(long reached, long payload, long other, long otherPayload) {
        int ahead = (int) reached - (int) other;
        long apart = Math.abs((long) ahead);
        return apart > (ahead > 0 ? payload : otherPayload) + 1
                ? Double.POSITIVE_INFINITY
                : (2.0 * apart + 1) / NUMBERS;
    }
}

package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Tunnelled;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the places a packet can be seen at: an interface, or the inside of a tunnel seen there. Two packets belong to one conversation
 * only when their vantage is the same. A tunnel is known by its network and the pair of its ends, in either direction: the UDP source
 * port of an overlay is a hash of the inner packet, and differs between request and answer.
 */
final class Vantages {

    /**
     * One place.
     *
     * @param outer number of the vantage that carries the tunnel, -1 for an interface
     * @param tap interface of the capture
     * @param interfaceIndex kernel index from an SLL2 header, -1 when unknown
     * @param tunnelled kind of tunnel
     * @param network its identifier, -1 when it has none
     * @param proto protocol of the packets that carry it
     * @param v6 family of its ends, the lower address first
     */
    private record Vantage(
            int outer,
            int tap,
            int interfaceIndex,
            Tunnelled tunnelled,
            int network,
            int proto,
            boolean v6,
            long lowHi,
            long lowLo,
            long highHi,
            long highLo) {}

    private final List<Vantage> all = new ArrayList<>();
    private final List<Integer> hashes = new ArrayList<>();
    private int[] slots = new int[64];

    /** The latest answer: most packets are seen where the one before was. */
    private int lastAt = -1;

    private int lastTap;
    private int lastIndex;

    /** Latest answers by the ends and the network of a tunnel; must be a power of two. */
    private final @Nullable Inside[] latest = new Inside[1024];

    /** A question to {@link #inside} and its answer. */
    private static final class Inside {
        int vantage = -1;
        int outer;
        int network;
        Tunnelled tunnelled = Tunnelled.NO;
        boolean v6;
        long srcHi;
        long srcLo;
        long dstHi;
        long dstLo;

        boolean asks(int at, Layer carrier, Layer inner) {
            return vantage >= 0
                    && outer == at
                    && network == inner.network
                    && tunnelled == inner.tunnelled
                    && v6 == carrier.v6
                    && srcLo == carrier.srcLo
                    && dstLo == carrier.dstLo
                    && srcHi == carrier.srcHi
                    && dstHi == carrier.dstHi;
        }

        int answer(int at, Layer carrier, Layer inner, int found) {
            outer = at;
            network = inner.network;
            tunnelled = inner.tunnelled;
            v6 = carrier.v6;
            srcLo = carrier.srcLo;
            dstLo = carrier.dstLo;
            srcHi = carrier.srcHi;
            dstHi = carrier.dstHi;
            vantage = found;
            return found;
        }
    }

    /** The vantage of an interface. */
    int at(int tap, int interfaceIndex) {
        if (lastAt < 0 || tap != lastTap || interfaceIndex != lastIndex) {
            lastAt = find(tap, interfaceIndex);
            lastTap = tap;
            lastIndex = interfaceIndex;
        }
        return lastAt;
    }

    private int find(int tap, int interfaceIndex) {
        int hash = mix(tap * 31L + interfaceIndex);
        int mask = slots.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            int id = slots[i] - 1;
            if (id < 0) {
                return add(new Vantage(-1, tap, interfaceIndex, Tunnelled.NO, -1, 0, false, 0, 0, 0, 0), hash);
            }
            Vantage known = all.get(id);
            if (known.outer < 0 && known.tap == tap && known.interfaceIndex == interfaceIndex) {
                return id;
            }
        }
    }

    /** The vantage inside a tunnel: {@code inner} is carried by {@code carrier}, which was seen at {@code outer}. */
    int inside(int outer, Layer carrier, Layer inner) {
        int slot = (int) (carrier.srcLo * 31 + carrier.dstLo * 127) + inner.network & latest.length - 1;
        Inside known = latest[slot];
        if (known == null) {
            known = new Inside();
            latest[slot] = known;
        }
        return known.asks(outer, carrier, inner)
                ? known.vantage
                : known.answer(outer, carrier, inner, find(outer, carrier, inner));
    }

    private int find(int outer, Layer carrier, Layer inner) {
        boolean swap = !fromLow(carrier);
        long lowHi = swap ? carrier.dstHi : carrier.srcHi;
        long lowLo = swap ? carrier.dstLo : carrier.srcLo;
        long highHi = swap ? carrier.srcHi : carrier.dstHi;
        long highLo = swap ? carrier.srcLo : carrier.dstLo;
        long seed = ((long) outer << 40) ^ inner.network;
        int hash = mix(seed ^ mix(lowHi ^ (lowLo * 31)) ^ ((long) mix(highHi ^ (highLo * 37)) << 20));
        int mask = slots.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            int id = slots[i] - 1;
            if (id < 0) {
                Vantage place = all.get(outer);
                return add(
                        new Vantage(
                                outer,
                                place.tap,
                                place.interfaceIndex,
                                inner.tunnelled,
                                inner.network,
                                carrier.proto,
                                carrier.v6,
                                lowHi,
                                lowLo,
                                highHi,
                                highLo),
                        hash);
            }
            Vantage known = all.get(id);
            if (known.outer == outer
                    && known.tunnelled == inner.tunnelled
                    && known.network == inner.network
                    && known.v6 == carrier.v6
                    && known.lowHi == lowHi
                    && known.lowLo == lowLo
                    && known.highHi == highHi
                    && known.highLo == highLo) {
                return id;
            }
        }
    }

    /** Whether {@code carrier} goes from the lower end of its tunnel to the higher. */
    static boolean fromLow(Layer carrier) {
        return Conversations.compare(carrier.srcHi, carrier.srcLo, carrier.dstHi, carrier.dstLo) <= 0;
    }

    /**
     * The encapsulation at a vantage; empty at an interface.
     *
     * @param ports source port of a carrying packet in the upper half, destination port in the lower
     * @param forward whether the client's packets go from the lower end to the higher
     */
    Optional<ConversationFact.Tunnel> tunnel(int vantage, int ports, boolean forward) {
        Vantage at = all.get(vantage);
        if (at.outer < 0) {
            return Optional.empty();
        }
        Ip low = new Ip(at.lowHi, at.lowLo, at.v6);
        Ip high = new Ip(at.highHi, at.highLo, at.v6);
        FiveTuple outer = FiveTuple.of(
                Proto.of(at.proto), forward ? low : high, ports >>> 16, forward ? high : low, ports & 0xffff);
        return Optional.of(new ConversationFact.Tunnel(at.tunnelled.word(), at.network, outer));
    }

    int tap(int vantage) {
        return all.get(vantage).tap;
    }

    int interfaceIndex(int vantage) {
        return all.get(vantage).interfaceIndex;
    }

    private int add(Vantage vantage, int hash) {
        all.add(vantage);
        hashes.add(hash);
        if (all.size() * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (int id = 0; id < all.size(); id++) {
                insert(id);
            }
        } else {
            insert(all.size() - 1);
        }
        return all.size() - 1;
    }

    private void insert(int id) {
        int mask = slots.length - 1;
        int i = hashes.get(id) & mask;
        while (slots[i] != 0) {
            i = (i + 1) & mask;
        }
        slots[i] = id + 1;
    }

    private static int mix(long value) {
        long mixed = value * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }
}

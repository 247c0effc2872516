package io.packetwalk.walk.cni;

import io.packetwalk.evidence.Place;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.netfilter.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that programs remember in maps of their own: {@code cilium_ct4_global} and {@code cilium_snat_v4_external}. The kernel's connection tracking of the same
 * namespace knows nothing of them, and they nothing of it, so each is kept at a place of its own.
 */
public final class CiliumMemory {

    private CiliumMemory() {}

    private static Place place(Site host) {
        return new Place.Outside("maps of Cilium on " + host.node());
    }

    /**
     * The node's programs will know answers of a connection.
     *
     * @param reply what an answer looks like when it comes to them
     */
    public static Passage remember(Passage passage, Site host, FiveTuple original, FiveTuple reply) {
        Connection connection = new Connection(
                original, reply, CtState.ESTABLISHED, false, 0, true, true, 0, Optional.empty(), Set.of());
        return passage.remember(place(host), connection);
    }

    /** The connection that the packet at hand answers. */
    public static Optional<Connection> answered(Passage passage, Site host) {
        FiveTuple tuple = passage.packet().tuple();
        return passage.tracked().getOrDefault(place(host), List.of()).stream()
                .filter(known -> known.reply().equals(tuple))
                .reduce((_first, last) -> last);
    }
}

package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Flows with a known end by where they were sent to. A cluster has thousands of Services and a capture tens of thousands of flows: asking each flow of each
 * Service is what makes a large bundle slow.
 */
public final class Arrivals {
    private static final BitSet NONE = new BitSet();

    private final List<Flow> all;
    private final Map<Ip, BitSet> byAddress = new HashMap<>();
    private final Map<Integer, BitSet> byPort = new HashMap<>();

    /** By the node that the client is on. */
    private final Map<String, BitSet> byNode = new HashMap<>();

    private Arrivals(Case that) {
        all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .toList();
        for (int at = 0; at < all.size(); at++) {
            Flow.Party server = all.get(at).server();
            byAddress.computeIfAbsent(server.at().ip(), _new -> new BitSet()).set(at);
            byPort.computeIfAbsent(server.at().port(), _new -> new BitSet()).set(at);
            int row = at;
            Whereabouts.client(that, all.get(at))
                    .ifPresent(node -> byNode.computeIfAbsent(node.name(), _new -> new BitSet())
                            .set(row));
        }
    }

    /** Those of a case. */
    public static Arrivals of(Case that) {
        return that.once().of(Arrivals.class, () -> new Arrivals(that));
    }

    /** All flows with a known end, in order of start. */
    public List<Flow> all() {
        return all;
    }

    /** Flows sent to one of the addresses or to one of the ports, in order of start. */
    public List<Flow> at(Collection<Ip> addresses, Collection<Integer> ports) {
        BitSet chosen = new BitSet();
        addresses.forEach(ip -> chosen.or(byAddress.getOrDefault(ip, NONE)));
        ports.forEach(port -> chosen.or(byPort.getOrDefault(port, NONE)));
        return flows(chosen);
    }

    /** Flows whose client is on a node, in order of start. */
    public List<Flow> from(Node node) {
        return flows(byNode.getOrDefault(node.name(), NONE));
    }

    private List<Flow> flows(BitSet chosen) {
        List<Flow> flows = new ArrayList<>(chosen.cardinality());
        for (int at = chosen.nextSetBit(0); at >= 0; at = chosen.nextSetBit(at + 1)) {
            flows.add(all.get(at));
        }
        return flows;
    }
}

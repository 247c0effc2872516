package io.packetwalk.walk.route;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.model.NetNs;
import java.util.Optional;

/** Virtual routing and forwarding: devices below a VRF device are routed by its table (net/l3mdev/l3mdev.c; Documentation/networking/vrf.rst). */
final class Vrf {

    static final String KIND = "vrf";

    private Vrf() {}

    /** The VRF device that a device is, or is below. */
    static Optional<LinkFact> of(NetNs netns, String device) {
        Optional<LinkFact> link = netns.link(device);
        return link.flatMap(known -> known.kind().equals(KIND) ? link : netns.link(known.master()))
                .filter(master -> master.kind().equals(KIND));
    }

    /** The table of the VRF that packets of a device belong to, empty when they belong to none, or it is not known. */
    static Optional<String> table(NetNs netns, String device) {
        return of(netns, device).map(LinkFact::vrfTable).filter(table -> !table.isEmpty());
    }

    /** Whether the rule looks up the table of the packet's VRF: it names none of its own. */
    static boolean selects(RoutingRuleFact rule) {
        return rule.table().isEmpty() && rule.unmodelled().contains("l3mdev");
    }

    /** Whether packets of a device belong to a VRF; processes are taken to be bound to none. UNKNOWN where the kinds of devices, or the VRF's table, were not dumped. */
    static Ternary member(NetNs netns, String device) {
        if (of(netns, device).isPresent()) {
            return table(netns, device).isPresent() ? Ternary.YES : Ternary.UNKNOWN;
        }
        boolean kinds = netns.links().stream().anyMatch(link -> !link.kind().isEmpty());
        return kinds ? Ternary.NO : Ternary.UNKNOWN;
    }
}

package io.packetwalk.check.served;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node does with one address.
 *
 * @param entry the rule, map element or virtual server that takes the packet
 * @param targets where it may be sent, with the line that sends there; none when it is refused
 * @param obstacle why packets do not come that far although it is programmed, empty when they do
 * @param elsewhere whether somebody else than the Service's endpoints takes the packets by design: a proxy, or a pod of the node
 */
public record Programmed(Source entry, Map<IpPort, Source> targets, String obstacle, boolean elsewhere) {
    public Programmed {
        targets = java.util.Collections.unmodifiableMap(new TreeMap<>(targets));
    }

    public Programmed(Source entry, Map<IpPort, Source> targets) {
        this(entry, targets, "");
    }

    public Programmed(Source entry, Map<IpPort, Source> targets, String obstacle) {
        this(entry, targets, obstacle, false);
    }
}

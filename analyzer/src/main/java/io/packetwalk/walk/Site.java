package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Ip;
import java.util.List;

/**
 * A network namespace that packets visit.
 *
 * @param node the node it is on, empty outside
 * @param netns its state; for a pod that was not dumped, what its API object and its node tell
 * @param dumped whether {@code netns} was dumped
 * @param api addresses that the API gives it
 */
public record Site(String node, NetNs netns, boolean dumped, List<Ip> api) {

    public Place place() {
        return netns.place();
    }

    public boolean host() {
        return place() instanceof Place.Node;
    }

    /** {@code host}, {@code pod/NS/NAME} or {@code outside}, as steps have it. */
    public String label() {
        return switch (place()) {
            case Place.Node _n -> "host";
            case Place.Pod pod -> pod.toString();
            case Place.Outside _o -> "outside";
            case Place.Cluster _c -> "outside";
            case Place.Unplaced _u -> "outside";
        };
    }

    /** How a sentence names it. */
    public String name() {
        return host() ? node : label();
    }

    public boolean owns(Ip ip) {
        return netns.owns(ip) || api.contains(ip);
    }
}

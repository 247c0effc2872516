package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** BGP sessions between nodes, as the routing agent's readiness tells: {@code BIRD is not ready: BGP not established with 192.0.2.12,192.0.2.13} (calico/node). */
final class BgpSessions {

    private static final Pattern DOWN = Pattern.compile("BGP not established with ([0-9a-fA-F.:, ]+)");

    private BgpSessions() {}

    /**
     * A session that is down.
     *
     * @param node whose agent says so
     * @param peer the address it does not reach
     * @param other the node that has the address, when one does
     * @param event who says it
     */
    record Down(Node node, Ip peer, Optional<Node> other, EventFact event) {}

    /** All that were told at the time of the incident, the last word of each. */
    static List<Down> down(Case that) {
        List<Down> found = new ArrayList<>();
        for (EventFact event : that.cluster().events()) {
            Matcher told = DOWN.matcher(event.message());
            Optional<Node> node = that.cluster()
                    .pod(event.involved().namespace(), event.involved().name())
                    .filter(pod -> !pod.ready().yes())
                    .map(Pod::node)
                    .flatMap(that.cluster()::node);
            if (told.find()
                    && node.isPresent()
                    && !IncidentTime.covers(that, event.last()).no()) {
                for (String word : told.group(1).split(",", -1)) {
                    Ip.parse(word.strip()).ifPresent(peer -> {
                        found.removeIf(earlier -> earlier.node().equals(node.get())
                                && earlier.peer().equals(peer));
                        found.add(new Down(node.get(), peer, that.cluster().nodeAt(peer), event));
                    });
                }
            }
        }
        return found;
    }

    /** No session between the two is told to be down. */
    static boolean noneDown(Case that, Node one, Node other) {
        return down(that).stream().noneMatch(down -> between(down, one, other) || between(down, other, one));
    }

    private static boolean between(Down down, Node one, Node other) {
        return down.node().equals(one) && down.other().filter(other::equals).isPresent();
    }
}

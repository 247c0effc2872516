package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Mac;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.route.Route;
import java.util.List;
import java.util.Optional;

/** Which station on a segment takes a frame: the neighbour entry names it, and the address's owner may be another one, or silent. */
final class Stations {

    private Stations() {}

    /**
     * The end of a packet whose neighbour entry leads to another station than the owner of the address: a stale entry, or a second owner.
     * An address that answers for several neighbours is a router that answers on their behalf (proxy ARP), and not astray.
     *
     * @param owner interfaces of the pod or node that has the address
     * @param name its name
     */
    static Optional<Passage> astray(
            Passage passage, Route.Via via, Optional<NetNs> owner, String name, Optional<NeighFact> neighbour) {
        NetNs host = passage.at().netns();
        Optional<Mac> station = neighbour
                .filter(entry -> !Wiring.unresolved(entry))
                .flatMap(NeighFact::mac)
                .filter(mac -> owner.filter(there -> !there.mayBe(mac)).isPresent())
                .filter(mac -> host.neighbours().stream()
                        .noneMatch(other -> !other.ip().equals(via.nextHop())
                                && other.dev().equals(via.device())
                                && other.mac().filter(mac::equals).isPresent()));
        return station.map(mac -> {
            Optional<FdbFact> behind = Wiring.port(host, via.device(), via.nextHop());
            String reason = passage.at().name() + " sends it to the station " + mac
                    + behind.map(entry -> " behind port " + entry.dev()).orElse("") + ", which is not " + name;
            List<Source> by = List.of(neighbour.orElseThrow().source());
            return passage.end(Ending.lost(reason, behind.isPresent() ? Symptom.UNKNOWN : Symptom.TIMEOUT, by));
        });
    }

    /**
     * Both ways when the last question for the pod's link-layer address had no answer: the next packet asks again, and the pod may answer by then
     * (net/core/neighbour.c, neigh_event_send).
     */
    static List<Passage> unresolved(Passage passage, Route.Via via, Pod pod, NeighFact entry) {
        String what = "whether " + pod.ref() + " answers for " + via.nextHop() + " on " + via.device() + " of "
                + passage.at().name();
        Missing missing = new Missing(
                what,
                "its neighbour entry was " + entry.state() + ", although it has the address",
                "arping -I " + via.device() + " -c 3 " + via.nextHop());
        String key = "neighbour" + via.nextHop() + passage.at().name();
        return List.of(
                passage.suppose(new Doubt(key, true, missing)),
                passage.suppose(new Doubt(key, false, missing))
                        .end(Ending.rejected(
                                "icmp-host-unreachable",
                                "nobody answers for " + via.nextHop() + " on " + via.device() + " of "
                                        + passage.at().name() + ": neighbour " + entry.state(),
                                List.of(entry.source()))));
    }
}

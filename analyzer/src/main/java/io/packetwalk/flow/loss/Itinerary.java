package io.packetwalk.flow.loss;

import io.packetwalk.evidence.Place;
import io.packetwalk.flow.Sighting;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network namespaces a client's packets cross, whatever the datapath: its own, its node's, the addressed node's, the server's node's, the server's own.
 *
 * @param places in order, none twice in a row
 * @param complete whether the last one is where the server listens
 */
record Itinerary(List<Place> places, boolean complete) {

    /**
     * The way of a flow.
     *
     * @param asked the address the client used
     * @param reached the address it was translated to, or the same
     */
    static Itinerary of(Cluster cluster, List<Sighting> ordered, Ip client, IpPort asked, IpPort reached) {
        List<Place> places = new ArrayList<>();
        Sighting nearest = ordered.getFirst();
        List<Place> near = own(cluster, client);
        if (near.isEmpty() && nearest.atClient(cluster)) {
            near = List.of(nearest.point().place());
        }
        near.forEach(place -> add(places, place));
        cluster.nodeAt(asked.ip()).ifPresent(node -> add(places, new Place.Node(node.name())));
        List<Place> far = own(cluster, reached.ip()).reversed();
        far.forEach(place -> add(places, place));
        return new Itinerary(List.copyOf(places), !far.isEmpty());
    }

    private static void add(List<Place> places, Place place) {
        if (places.isEmpty() || !places.getLast().equals(place)) {
            places.add(place);
        }
    }

    /** Where an address lives, the innermost namespace first; nothing for Services and hosts outside. */
    private static List<Place> own(Cluster cluster, Ip ip) {
        Optional<Pod> pod = cluster.podAt(ip).filter(Pod::ownNetwork);
        if (pod.isPresent()) {
            Place node = new Place.Node(pod.get().node());
            return List.of(
                    new Place.Pod(pod.get().ref().namespace(), pod.get().ref().name()), node);
        }
        return cluster.nodeAt(ip)
                .map(Node::name)
                .<List<Place>>map(name -> List.of(new Place.Node(name)))
                .orElse(List.of());
    }

    Itinerary reversed() {
        return new Itinerary(places.reversed(), true);
    }

    /** The last place a namespace stands at, -1 when it is not on the way. */
    int of(Place place) {
        return places.lastIndexOf(place);
    }

    /**
     * What lies between a place and a later one.
     *
     * @param from index of a place that packets were seen in
     * @param left whether they were seen leaving it
     * @param to index of the place they did not come to, or the same
     */
    List<String> between(int from, boolean left, int to) {
        List<String> inside = new ArrayList<>();
        if (!left) {
            inside.add("rules, routes and interfaces of " + places.get(from));
        }
        for (int i = from; i < to; i++) {
            Place here = places.get(i);
            Place next = places.get(i + 1);
            boolean network = here instanceof Place.Node == next instanceof Place.Node;
            inside.add(network ? "the network from " + here + " to " + next : "the link from " + here + " to " + next);
            if (i + 1 < to) {
                inside.add("rules, routes and interfaces of " + next);
            }
        }
        return inside;
    }
}

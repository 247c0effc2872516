package io.packetwalk.parse.intake;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.k8s.ApiObject;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.system.UnameFact;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The nodes and pods that the bundle's API objects name, and how content betrays which of them an artifact is from. */
final class Identities {

    private final Set<String> nodes = new HashSet<>();
    private final Map<String, String> nodeByHostname = new HashMap<>();
    private final Map<Ip, Place> byAddress = new HashMap<>();
    private final Set<Place> pods = new HashSet<>();

    Identities(List<Reading> readings) {
        for (Reading reading : readings) {
            for (Fact fact : reading.facts()) {
                if (fact instanceof NodeFact node) {
                    add(node);
                } else if (fact instanceof PodFact pod) {
                    add(pod);
                }
            }
        }
    }

    private void add(NodeFact node) {
        String name = node.ref().name();
        nodes.add(name);
        nodeByHostname.put(name, name);
        if (!node.hostname().isEmpty()) {
            nodeByHostname.put(node.hostname(), name);
        }
        Stream.concat(node.internalIps().stream(), node.externalIps().stream())
                .forEach(ip -> byAddress.put(ip, new Place.Node(name)));
    }

    private void add(PodFact pod) {
        Place place = new Place.Pod(pod.ref().namespace(), pod.ref().name());
        pods.add(place);
        // A finished pod's address may be another's by now.
        boolean alive = !pod.phase().equals("Succeeded") && !pod.phase().equals("Failed");
        if (!pod.hostNetwork() && alive) {
            pod.podIps().forEach(ip -> byAddress.put(ip, place));
        }
    }

    /** True when the bundle's objects name a node. */
    boolean hasNodes() {
        return !nodes.isEmpty();
    }

    /** The nodes that have one of these addresses. */
    Set<String> nodesAt(Set<Ip> addresses) {
        Set<String> found = new TreeSet<>();
        for (Ip address : addresses) {
            if (byAddress.get(address) instanceof Place.Node(String name)) {
                found.add(name);
            }
        }
        return found;
    }

    /**
     * The node that a machine calls itself: by its name or host name, else where one of the two is the other with a domain behind it and no
     * other node is so, too.
     */
    Optional<String> nodeNamed(String hostname) {
        String exact = nodeByHostname.get(hostname);
        if (exact != null) {
            return Optional.of(exact);
        }
        Set<String> alike = new TreeSet<>();
        nodeByHostname.forEach((name, node) -> {
            if (name.startsWith(hostname + ".") || hostname.startsWith(name + ".")) {
                alike.add(node);
            }
        });
        return alike.size() == 1 ? alike.stream().findFirst() : Optional.empty();
    }

    /** What a path said, put right with the names that exist. */
    Place known(Place said, String path) {
        return switch (said) {
            case Place.Node node -> nodes.isEmpty() || nodes.contains(node.name()) ? node : other(node, path);
            case Place.Pod pod -> pods.isEmpty() || pods.contains(pod) ? pod : longest(pod);
            case Place.Cluster cluster -> cluster;
            case Place.Outside outside -> outside;
            case Place.Unplaced unplaced -> unplaced;
        };
    }

    /** Who the content is from; empty when it does not betray it, or betrays two. */
    Optional<Place> betrayed(Reading reading) {
        Set<Place> places = new HashSet<>();
        boolean objects = false;
        for (Fact fact : reading.facts()) {
            switch (fact) {
                case AddrFact addr ->
                    Optional.ofNullable(byAddress.get(addr.ip())).ifPresent(places::add);
                case UnameFact uname ->
                    nodeNamed(uname.hostname().toLowerCase(Locale.ROOT))
                            .ifPresent(name -> places.add(new Place.Node(name)));
                case ApiObject _o -> objects = true;
                default -> {
                    // Says nothing of whose it is.
                }
            }
        }
        if (places.isEmpty() && objects) {
            return Optional.of(new Place.Cluster());
        }
        return places.size() == 1 ? places.stream().findFirst() : Optional.empty();
    }

    /** The one pod that a log is named after, however its collector puts namespace, pod and container together; empty when two may be meant. */
    Optional<Place> named(String path) {
        List<Place.Pod> named = new ArrayList<>();
        for (Place place : pods) {
            if (place instanceof Place.Pod pod && holds(path, pod.name())) {
                named.add(pod);
            }
        }
        List<Place.Pod> inside =
                named.stream().filter(pod -> holds(path, pod.namespace())).toList();
        List<Place.Pod> left = inside.isEmpty() ? named : inside;
        int longest = left.stream().mapToInt(pod -> pod.name().length()).max().orElse(0);
        List<Place.Pod> best =
                left.stream().filter(pod -> pod.name().length() == longest).toList();
        return best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
    }

    /** The path has the name as a word of its own. */
    private static boolean holds(String path, String name) {
        int at = path.indexOf(name);
        while (at >= 0) {
            int end = at + name.length();
            boolean before = at == 0 || !Character.isLetterOrDigit(path.charAt(at - 1));
            boolean after = end == path.length() || !Character.isLetterOrDigit(path.charAt(end));
            if (before && after) {
                return true;
            }
            at = path.indexOf(name, at + 1);
        }
        return false;
    }

    /** {@code node1.eth0.100.pcap} may be cut wrongly: a known node's name wins. A capture of no node is another host's. */
    private Place other(Place.Node node, String path) {
        if (path.contains("nodes/" + node.name() + "/")) {
            return node;
        }
        String file = path.substring(path.lastIndexOf('/') + 1);
        return nodes.stream()
                .filter(name -> file.startsWith(name + "."))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .<Place>map(Place.Node::new)
                .orElseGet(() -> Optional.ofNullable(nodeByHostname.get(node.name()))
                        .<Place>map(Place.Node::new)
                        .orElseGet(() -> new Place.Outside(node.name())));
    }

    /** {@code NS_POD-CONTAINER.log}: the pod is the longest known name that the file's name begins with. */
    private Place longest(Place.Pod said) {
        return pods.stream()
                .filter(Place.Pod.class::isInstance)
                .map(Place.Pod.class::cast)
                .filter(pod ->
                        pod.namespace().equals(said.namespace()) && said.name().startsWith(pod.name() + "-"))
                .max((a, b) -> Integer.compare(a.name().length(), b.name().length()))
                .orElse(said);
    }
}

package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.lower.Lowering;
import io.packetwalk.model.rules.Program;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.netfilter.ConntrackView;
import io.packetwalk.walk.netfilter.Supposed;
import io.packetwalk.walk.size.SeenSizes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The ground packets walk on: the namespaces of a cluster with their rules, lowered once. */
public final class Terrain {

    private final Cluster cluster;
    private final Map<Key, Program> programs = new ConcurrentHashMap<>();
    private final Map<Key, Program> frames = new ConcurrentHashMap<>();
    private final Map<Place, Site> sites = new ConcurrentHashMap<>();
    private final Map<Place, ConntrackView> views = new ConcurrentHashMap<>();
    private final SeenSizes sizes;
    private final Rulings rulings;

    private record Key(Place place, boolean v6) {}

    public Terrain(Cluster cluster) {
        this.cluster = cluster;
        this.sizes = new SeenSizes(cluster);
        this.rulings = new Rulings(cluster);
    }

    public Cluster cluster() {
        return cluster;
    }

    public Program program(Site site, boolean v6) {
        return programs.computeIfAbsent(new Key(site.place(), v6), key -> Lowering.lower(site.netns(), v6));
    }

    /** The rules that see the frames of a host's bridges. */
    public Program frames(Site site, boolean v6) {
        return frames.computeIfAbsent(new Key(site.place(), v6), key -> Lowering.frames(site.netns(), v6));
    }

    /** The connections that a namespace remembered when it was dumped. */
    public ConntrackView conntrack(Site site) {
        return views.computeIfAbsent(site.place(), key -> new ConntrackView(site.netns()));
    }

    /** The sizes of packets that captures saw between nodes. */
    public SeenSizes sizes() {
        return sizes;
    }

    /** What the policies of the API say. */
    public Rulings policies() {
        return rulings;
    }

    public Site host(Node node) {
        List<Ip> api = node.object()
                .map(fact -> Stream.concat(fact.internalIps().stream(), fact.externalIps().stream())
                        .toList())
                .orElse(List.of());
        boolean dumped = !node.netns().presence().isEmpty();
        return sites.computeIfAbsent(
                new Place.Node(node.name()), key -> new Site(node.name(), node.netns(), dumped, api));
    }

    /** The namespace a pod's processes are in: its own, or its node's. */
    public Optional<Site> pod(Pod pod) {
        if (!pod.ownNetwork()) {
            return cluster.node(pod.node()).map(this::host);
        }
        Place place = new Place.Pod(pod.ref().namespace(), pod.ref().name());
        return Optional.of(sites.computeIfAbsent(place, key -> {
            NetNs netns = Supposed.netns(pod);
            return new Site(pod.node(), netns, pod.netns().isPresent(), pod.ips());
        }));
    }

    public Site outside() {
        return new Site("", Supposed.nothing(new Place.Outside("")), false, List.of());
    }

    public Optional<Node> node(Site site) {
        return cluster.node(site.node());
    }

    /** The other node that owns an address. */
    public Optional<Node> otherNode(Ip ip, Site than) {
        return cluster.nodes().stream()
                .filter(node -> !node.name().equals(than.node()) && node.owns(ip))
                .findFirst();
    }

    /** The live pod with its own address on a node. */
    public Optional<Pod> podOn(Site host, Ip ip) {
        // Another node's pod may have it, too: this node's is the one that its routes lead to.
        return cluster.podAt(ip)
                .flatMap(pod -> pod.node().equals(host.node())
                        ? Optional.of(pod)
                        : cluster.directory().register().podsOn(host.node()).stream()
                                .filter(other -> other.live()
                                        && other.ownNetwork()
                                        && other.ips().contains(ip))
                                .findFirst());
    }

    /** True when a range of addresses holds only addresses of the cluster: of pods, of nodes, or loopback. */
    public boolean inside(Ip first, Ip last) {
        if (first.loopback() && last.loopback()) {
            return true;
        }
        boolean pods = podCidrs().anyMatch(cidr -> cidr.contains(first) && cidr.contains(last));
        return pods
                || first.equals(last)
                        && (cluster.podAt(first).isPresent()
                                || cluster.nodeAt(first).isPresent());
    }

    /** The pod addresses of every node, and the range that kube-proxy was told all of them are in ({@code clusterCIDR}). */
    private Stream<Cidr> podCidrs() {
        Stream<Cidr> configured = cluster.proxyConfigs().stream()
                .flatMap(config -> Stream.of(config.clusterCidr().split(",", -1)))
                .flatMap(cidr -> Cidr.parse(cidr.strip()).stream());
        return Stream.concat(cluster.nodes().stream().flatMap(node -> node.podCidrs().stream()), configured);
    }

    /** The nodes packets from outside may come to: those of the API, or when it was not dumped, those with dumps. */
    public List<Node> members() {
        List<Node> known = cluster.nodes().stream()
                .filter(node -> node.object().isPresent())
                .toList();
        return known.isEmpty() ? cluster.nodes() : known;
    }

    /** True for an address of a pod with a network of its own, or of a range that pods get theirs from. */
    public boolean podAddress(Ip ip) {
        return cluster.podAt(ip).filter(Pod::ownNetwork).isPresent()
                || podCidrs().anyMatch(cidr -> cidr.contains(ip));
    }

    /** What the cluster uses an address for, empty when it is none of the cluster's. */
    public Optional<String> use(Ip ip) {
        if (cluster.serviceAt(ip).isPresent()) {
            return Optional.of("the address of " + cluster.serviceAt(ip).get().ref());
        }
        if (cluster.podAt(ip).isPresent()) {
            return Optional.of("the address of " + cluster.podAt(ip).get().ref());
        }
        if (podCidrs().anyMatch(cidr -> cidr.contains(ip))) {
            return Optional.of("a pod address");
        }
        return serviceRange().filter(range -> range.contains(ip)).map(range -> "in the range of the cluster IPs");
    }

    /** The smallest prefix that holds all cluster IPs of one family; the API does not show the configured range. */
    private Optional<Cidr> serviceRange() {
        List<Ip> ips = cluster.services().stream()
                .flatMap(service -> service.object().clusterIps().stream())
                .filter(ip -> !ip.v6())
                .sorted()
                .toList();
        if (ips.size() < 2) {
            return Optional.empty();
        }
        int length =
                Long.numberOfLeadingZeros(ips.getFirst().lo() ^ ips.getLast().lo()) - 32;
        return length < 10 ? Optional.empty() : Optional.of(new Cidr(ips.getFirst(), Math.min(length, 32)));
    }

    /** True when nodes have routes of their own to the pods of other nodes, so that the network between nodes need not know pod addresses. */
    public boolean nodesRoutePods() {
        return cluster.nodes().stream()
                .anyMatch(node -> cluster.nodes().stream()
                        .filter(other -> !other.name().equals(node.name()))
                        .flatMap(other -> other.podCidrs().stream())
                        .anyMatch(cidr -> node.netns().routes().stream()
                                .anyMatch(route -> route.dst().length() > 0
                                        && cidr.overlaps(route.dst())
                                        && !route.type().equals("local"))));
    }
}

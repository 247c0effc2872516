package io.packetwalk.walk.travel;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two stations of one link that have the same address: which of them answers changes with who was heard last, so no walk can tell. */
final class Twins {

    /** Devices that have an address without answering for it on a link. */
    private static final Set<String> SILENT = Set.of("lo", "kube-ipvs0", "nodelocaldns");

    private Twins() {}

    /** The packet is for a pod of this host, and another pod there has the address, too. */
    static Optional<Passage> pods(Passage passage, Cluster cluster, String device, Ip ip) {
        List<Pod> twins = cluster.directory().register().podsOn(passage.at().node()).stream()
                .filter(other ->
                        other.live() && other.ownNetwork() && other.ips().contains(ip))
                .toList();
        return twins.size() < 2
                ? Optional.empty()
                : Optional.of(torn(
                        passage,
                        device,
                        ip,
                        twins.stream().map(Pod::ref).toList(),
                        twins.stream().map(twin -> twin.object().source()).toList()));
    }

    /** The packet is for a node, and another one has the address, too. */
    static Optional<Passage> nodes(Passage passage, Cluster cluster, String device, Ip ip) {
        List<Node> twins = cluster.nodes().stream()
                .filter(other -> !other.name().equals(passage.at().node()))
                .filter(other -> answering(other.netns(), ip).isPresent())
                .toList();
        return twins.size() < 2
                ? Optional.empty()
                : Optional.of(torn(
                        passage,
                        device,
                        ip,
                        twins.stream().map(twin -> ObjectRef.node(twin.name())).toList(),
                        twins.stream()
                                .flatMap(twin -> answering(twin.netns(), ip).stream())
                                .map(AddrFact::source)
                                .toList()));
    }

    private static Optional<AddrFact> answering(NetNs netns, Ip ip) {
        return netns.addresses().stream()
                .filter(addr -> addr.ip().equals(ip) && !SILENT.contains(addr.dev()))
                .filter(addr -> netns.link(addr.dev())
                        .map(link -> !link.kind().equals("dummy"))
                        .orElse(true))
                .findFirst();
    }

    private static Passage torn(Passage passage, String device, Ip ip, List<ObjectRef> twins, List<Source> at) {
        return passage.end(Ending.unknown(
                new Missing(
                        "which of " + twins.getFirst() + " and " + twins.getLast() + " answers for " + ip,
                        "both have the address",
                        "arping -D -I " + device + " -c 3 " + ip + "  # on "
                                + passage.at().name()),
                at));
    }
}

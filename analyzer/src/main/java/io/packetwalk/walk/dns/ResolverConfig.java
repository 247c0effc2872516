package io.packetwalk.walk.dns;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Question;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client's resolver configuration, dumped or as kubelet would write it.
 *
 * @param nameservers in the order they are asked
 * @param search search list
 * @param ndots names with fewer dots go through the search list first
 * @param rotate whether glibc begins with any of the servers
 * @param domain cluster domain, for example {@code cluster.local}
 * @param hosts lines of the hosts file
 * @param sources where it stands
 * @param assumptions what was taken for granted
 */
record ResolverConfig(
        List<Ip> nameservers,
        List<String> search,
        int ndots,
        boolean rotate,
        String domain,
        List<HostsFact> hosts,
        List<Source> sources,
        List<Missing> assumptions) {

    /** Both libraries cap it (glibc resolv/res_init.c, RES_MAXNDOTS; musl src/network/resolvconf.c). */
    static final int MOST_NDOTS = 15;

    /** Both take the first three (MAXNS). */
    private static final int MOST_SERVERS = 3;

    private static final String USUAL_DOMAIN = "cluster.local";

    /** Empty when nothing tells it. */
    static Optional<ResolverConfig> of(Cluster cluster, Question.Origin origin) {
        return switch (origin) {
            case Question.Origin.InPod in ->
                cluster.pod(in.pod().namespace(), in.pod().name()).flatMap(pod -> ofPod(cluster, pod));
            case Question.Origin.OnNode on -> cluster.node(on.node()).flatMap(node -> dumped(cluster, node.netns()));
            case Question.Origin.Outside _o -> Optional.empty();
        };
    }

    private static Optional<ResolverConfig> ofPod(Cluster cluster, Pod pod) {
        Optional<ResolverConfig> own = pod.netns().flatMap(netns -> dumped(cluster, netns));
        return own.isPresent() ? own : PodResolver.of(cluster, pod);
    }

    private static Optional<ResolverConfig> dumped(Cluster cluster, NetNs netns) {
        return netns.resolvConf()
                .map(fact -> new ResolverConfig(
                        fact.nameservers().stream().limit(MOST_SERVERS).toList(),
                        fact.search(),
                        Math.min(fact.ndots(), MOST_NDOTS),
                        fact.options().contains("rotate"),
                        domain(cluster, fact.search()),
                        netns.hosts(),
                        List.of(fact.source()),
                        List.of()));
    }

    /** The zone after {@code svc.} in a search list, else that of the Corefile's kubernetes plugin, else the default. */
    static String domain(Cluster cluster, List<String> search) {
        Stream<String> others = cluster.pods().stream()
                .flatMap(pod -> pod.netns().flatMap(NetNs::resolvConf).map(ResolvConfFact::search).stream())
                .flatMap(List::stream);
        Optional<String> listed = Stream.concat(search.stream(), others)
                .filter(entry -> entry.startsWith("svc."))
                .map(entry -> trimmed(entry.substring("svc.".length())))
                .findFirst();
        return listed.or(() -> cluster.corefiles().stream()
                        .flatMap(file -> file.servers().stream())
                        .flatMap(server -> server.plugins().stream())
                        .filter(plugin -> plugin.name().equals("kubernetes"))
                        .flatMap(plugin -> plugin.args().stream())
                        .filter(zone -> !zone.endsWith(".arpa"))
                        .map(ResolverConfig::trimmed)
                        .findFirst())
                .orElse(USUAL_DOMAIN);
    }

    static String trimmed(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** What the hosts file says; {@code localhost} is loopback even without one (RFC 6761). */
    Optional<List<Ip>> local(String name) {
        String plain = trimmed(name);
        List<Ip> listed = hosts.stream()
                .filter(line -> line.names().contains(plain))
                .map(HostsFact::ip)
                .toList();
        if (!listed.isEmpty()) {
            return Optional.of(listed.subList(0, 1));
        }
        return plain.equals("localhost") ? Optional.of(List.of(Ip.of("127.0.0.1"))) : Optional.empty();
    }
}

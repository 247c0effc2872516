package io.packetwalk.walk.dns;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client's resolver configuration, dumped or as kubelet would write it.
 *
 * @param nameservers in the order they are asked
 * @param search search list
 * @param ndots names with fewer dots go through the search list first
 * @param domain cluster domain, for example {@code cluster.local}
 * @param hosts lines of the hosts file
 * @param sources where it stands
 * @param assumptions what was taken for granted
 */
record ResolverConfig(
        List<Ip> nameservers,
        List<String> search,
        int ndots,
        String domain,
        List<HostsFact> hosts,
        List<Source> sources,
        List<Missing> assumptions) {

    private static final int KUBELET_NDOTS = 5;
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
        return own.isPresent() ? own : byPolicy(cluster, pod);
    }

    private static Optional<ResolverConfig> dumped(Cluster cluster, NetNs netns) {
        return netns.resolvConf()
                .map(fact -> new ResolverConfig(
                        fact.nameservers(),
                        fact.search(),
                        fact.ndots(),
                        domain(cluster, fact.search()),
                        netns.hosts(),
                        List.of(fact.source()),
                        List.of()));
    }

    /** What kubelet writes for each dnsPolicy (pkg/kubelet/network/dns/dns.go, GetPodDNS). */
    private static Optional<ResolverConfig> byPolicy(Cluster cluster, Pod pod) {
        PodFact object = pod.object();
        boolean cluster1st = object.dnsPolicy().equals("ClusterFirstWithHostNet")
                || object.dnsPolicy().equals("ClusterFirst") && !object.hostNetwork();
        if (object.dnsPolicy().equals("None")) {
            return Optional.of(with(cluster, object, List.of(), List.of(), 1, List.of()));
        }
        if (!cluster1st) {
            return cluster.node(pod.node()).flatMap(node -> dumped(cluster, node.netns()));
        }
        String domain = domain(cluster, List.of());
        String namespace = object.ref().namespace();
        Missing assumed = new Missing(
                "resolv.conf of " + pod.ref(),
                "assumed as kubelet writes it for dnsPolicy " + object.dnsPolicy(),
                "kubectl exec " + pod.ref().name() + " -n " + namespace + " -- cat /etc/resolv.conf");
        return Optional.of(with(
                cluster,
                object,
                clusterDns(cluster),
                List.of(namespace + ".svc." + domain, "svc." + domain, domain),
                KUBELET_NDOTS,
                List.of(assumed)));
    }

    private static ResolverConfig with(
            Cluster cluster, PodFact pod, List<Ip> servers, List<String> search, int ndots, List<Missing> assumptions) {
        List<Ip> nameservers = new ArrayList<>(servers);
        List<String> searches = new ArrayList<>(search);
        int dots = ndots;
        if (pod.dnsConfig().isPresent()) {
            PodFact.DnsConfig config = pod.dnsConfig().get();
            config.nameservers().forEach(text -> Ip.parse(text).ifPresent(nameservers::add));
            searches.addAll(config.searches());
            String own = config.options().getOrDefault("ndots", "");
            dots = own.matches("[0-9]{1,2}") ? Integer.parseInt(own) : ndots;
        }
        return new ResolverConfig(
                nameservers, searches, dots, domain(cluster, search), List.of(), List.of(pod.source()), assumptions);
    }

    /** The name server other pods use that is a Service, else the Service that every DNS add-on labels so. */
    private static List<Ip> clusterDns(Cluster cluster) {
        Optional<Ip> used = cluster.pods().stream()
                .flatMap(pod -> pod.netns().flatMap(NetNs::resolvConf).stream())
                .flatMap(fact -> fact.nameservers().stream())
                .filter(ip -> cluster.serviceAt(ip).isPresent())
                .findFirst();
        return used.map(List::of)
                .orElseGet(() -> cluster.services().stream()
                        .filter(service ->
                                "kube-dns".equals(service.object().labels().get("k8s-app")))
                        .filter(service -> service.port(Proto.UDP, 53).isPresent())
                        .map(Service::object)
                        .flatMap(object -> object.clusterIps().stream().limit(1))
                        .limit(1)
                        .toList());
    }

    /** The zone after {@code svc.} in a search list, else that of the Corefile's kubernetes plugin, else the default. */
    private static String domain(Cluster cluster, List<String> search) {
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

    private static String trimmed(String name) {
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

    /** The names asked in order, each with its final dot, as glibc does: search list first for names with fewer dots than {@code ndots}. */
    List<String> candidates(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> searched =
                search.stream().map(entry -> name + "." + trimmed(entry) + ".").toList();
        List<String> literal = List.of(name + ".");
        boolean literalFirst = name.chars().filter(c -> c == '.').count() >= ndots;
        return literalFirst
                ? Stream.concat(literal.stream(), searched.stream()).toList()
                : Stream.concat(searched.stream(), literal.stream()).toList();
    }
}

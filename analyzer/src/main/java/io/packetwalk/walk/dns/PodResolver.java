package io.packetwalk.walk.dns;

import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A pod's resolver configuration as kubelet writes it from {@code dnsPolicy} and {@code dnsConfig} (pkg/kubelet/network/dns/dns.go, GetPodDNS). */
final class PodResolver {

    private static final int KUBELET_NDOTS = 5;

    /** pkg/apis/core/validation, MaxDNSNameservers; what is above is left out. */
    private static final int MOST_SERVERS = 3;

    private PodResolver() {}

    /** Empty when the policy takes the node's configuration and nothing tells that. */
    static Optional<ResolverConfig> of(Cluster cluster, Pod pod) {
        PodFact object = pod.object();
        return switch (effective(object)) {
            case "None" -> Optional.of(with(cluster, object, List.of(), List.of(), 1, List.of()));
            case "ClusterFirst" -> Optional.of(clusterFirst(cluster, pod));
            default ->
                node(cluster, pod)
                        .map(file -> with(
                                cluster,
                                object,
                                file.nameservers(),
                                file.search(),
                                file.ndots(),
                                List.of(assumed(object, "taken from the node's (" + file.source() + ")"))));
        };
    }

    /** ClusterFirst without a network of its own is as Default. */
    private static String effective(PodFact pod) {
        return switch (pod.dnsPolicy()) {
            case "ClusterFirst" -> pod.hostNetwork() ? "Default" : "ClusterFirst";
            case "ClusterFirstWithHostNet" -> "ClusterFirst";
            default -> pod.dnsPolicy();
        };
    }

    /** The file that kubelet takes for the node's; a stub on loopback serves the node only, so that kubelet was given another file. */
    private static Optional<ResolvConfFact> node(Cluster cluster, Pod pod) {
        return cluster.node(pod.node())
                .map(Node::netns)
                .flatMap(NetNs::resolvConf)
                .filter(file -> file.nameservers().stream().noneMatch(Ip::loopback));
    }

    private static ResolverConfig clusterFirst(Cluster cluster, Pod pod) {
        PodFact object = pod.object();
        String domain = ResolverConfig.domain(cluster, List.of());
        String namespace = object.ref().namespace();
        Optional<ResolvConfFact> node = node(cluster, pod);
        Missing assumed = assumed(
                object,
                "assumed as kubelet writes it for dnsPolicy " + object.dnsPolicy()
                        + node.map(_n -> "").orElse(", without the search list of its node, which no dump shows"));
        return with(
                cluster,
                object,
                clusterDns(cluster),
                Stream.concat(
                                Stream.of(namespace + ".svc." + domain, "svc." + domain, domain),
                                node.stream().flatMap(file -> file.search().stream()))
                        .distinct()
                        .toList(),
                KUBELET_NDOTS,
                List.of(assumed));
    }

    private static Missing assumed(PodFact pod, String how) {
        return new Missing(
                "resolv.conf of " + pod.ref(),
                how,
                "kubectl exec " + pod.ref().name() + " -n " + pod.ref().namespace() + " -- cat /etc/resolv.conf");
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
                nameservers.stream().distinct().limit(MOST_SERVERS).toList(),
                searches.stream().distinct().toList(),
                Math.min(dots, ResolverConfig.MOST_NDOTS),
                false,
                ResolverConfig.domain(cluster, search),
                aliases(pod),
                List.of(pod.source()),
                assumptions);
    }

    private static List<HostsFact> aliases(PodFact pod) {
        return pod.hostAliases().stream()
                .flatMap(alias ->
                        Ip.parse(alias.ip()).map(ip -> new HostsFact(pod.source(), ip, alias.names())).stream())
                .toList();
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
}

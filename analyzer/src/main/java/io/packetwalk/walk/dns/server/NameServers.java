package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who answers at the address of a name server, and what: the cluster's DNS by its Corefile, a cache of the node by its own, any other server by what was seen.
 *
 * @param cluster the model
 * @param domain cluster domain
 */
public record NameServers(Cluster cluster, String domain) {

    private static final int DNS = 53;

    /** What NodeLocal DNSCache's manifest has before its pod fills it in (kubernetes/kubernetes cluster/addons/dns/nodelocaldns). */
    private static final String OWN_ADDRESS = "__PILLAR__LOCAL__DNS__";

    private static final String CLUSTER_DNS = "__PILLAR__CLUSTER__DNS__";

    /** What the server at {@code server} says to a client; {@code type} is {@code A} or {@code AAAA}. */
    public Answer answer(Ip server, String name, String type, Optional<Ip> client) {
        Ask ask = new Ask(Zones.full(name), type, client, 0);
        return servesCluster(server) ? ofCluster(server, candidates(server), ask) : outside(Set.of(server), ask);
    }

    /** The cluster's own DNS is a Service with port 53 or a pod behind one, or a cache on a link-local address of the node. */
    private boolean servesCluster(Ip server) {
        return server.linkLocal()
                || service(server).isPresent()
                || cluster.podAt(server).isPresent();
    }

    private Optional<Service> service(Ip server) {
        return cluster.serviceAt(server)
                .filter(service -> service.port(Proto.UDP, DNS).isPresent());
    }

    /** Corefiles that the server may have: one that is bound to its address, and at addresses of Services those that are bound to none. */
    private List<CorefileFact> candidates(Ip server) {
        List<CorefileFact> own = cluster.corefiles().stream()
                .filter(file -> binds(file, server.toString()) || server.linkLocal() && binds(file, OWN_ADDRESS))
                .toList();
        return server.linkLocal() && !own.isEmpty()
                ? own
                : Stream.concat(own.stream(), unbound().stream()).distinct().toList();
    }

    private List<CorefileFact> unbound() {
        return cluster.corefiles().stream()
                .filter(file -> bound(file).findAny().isEmpty())
                .toList();
    }

    private static boolean binds(CorefileFact file, String address) {
        return bound(file).anyMatch(address::equals);
    }

    private static Stream<String> bound(CorefileFact file) {
        return file.servers().stream()
                .flatMap(server -> server.plugins().stream())
                .filter(plugin -> plugin.name().equals("bind"))
                .flatMap(plugin -> plugin.args().stream());
    }

    private Answer ofCluster(Ip server, List<CorefileFact> files, Ask ask) {
        if (files.isEmpty()) {
            return withoutCorefile(server, ask);
        }
        List<Answer> answers = files.stream()
                .map(file -> CoreDns.of(
                                cluster,
                                file,
                                ports(server),
                                pods(server),
                                (to, asked) -> forwarded(server, file, to, asked))
                        .answer(ask))
                .toList();
        Answer first = answers.getFirst();
        return answers.stream().allMatch(first::sameAs)
                ? first
                : Answer.open(
                        "which Corefile the server at " + server + " has",
                        files.stream().map(file -> file.source().toString()).collect(Collectors.joining(" and "))
                                + " answer " + ask.name() + " in different ways",
                        "dig @" + server + " " + ask.name() + "  # in the client pod");
    }

    /** Names of the cluster as every DNS add-on answers them; others as seen. */
    private Answer withoutCorefile(Ip server, Ask ask) {
        return Zones.within(ask.name(), domain)
                ? new ClusterNames(cluster, ClusterNames.Choices.USUAL, other -> withoutCorefile(server, other))
                        .answer(ask, domain)
                : seen(around(server), true, ask);
    }

    /** A cache of the node asks the cluster's DNS; that asks servers outside, whose answers are those that its own clients get. */
    private Answer forwarded(Ip server, CorefileFact from, List<String> to, Ask ask) {
        if (ask.tooDeep()) {
            return Answer.none(Answer.SERVFAIL);
        }
        boolean inward = bound(from).findAny().isPresent()
                && to.stream()
                        .anyMatch(name -> name.startsWith(CLUSTER_DNS)
                                || Ip.parse(name)
                                        .filter(ip -> service(ip).isPresent())
                                        .isPresent());
        return inward ? ofCluster(server, unbound(), ask.named(ask.name())) : seen(around(server), true, ask);
    }

    private Answer outside(Set<Ip> servers, Ask ask) {
        return seen(servers, false, ask);
    }

    private Answer seen(Set<Ip> servers, boolean logs, Ask ask) {
        return new Seen(cluster)
                .answer(servers, logs, ask)
                .orElseGet(() -> Answer.open(
                        "the answer to " + ask.name() + " " + ask.type(),
                        "no log or capture shows it",
                        "dig @" + servers.iterator().next() + " " + ask.name() + " " + ask.type()
                                + "  # in the client pod"));
    }

    /** The addresses of one server: that of the Service and those of its pods. */
    private Set<Ip> around(Ip server) {
        Set<Ip> all = new TreeSet<>();
        all.add(server);
        pods(server).forEach(pod -> all.addAll(pod.ips()));
        return all;
    }

    private List<Pod> pods(Ip server) {
        return service(server).stream()
                .flatMap(service -> service.endpoints().stream())
                .flatMap(endpoint -> cluster.podAt(endpoint.ip()).stream())
                .distinct()
                .toList();
    }

    private Set<Integer> ports(Ip server) {
        return service(server).stream()
                .flatMap(service -> service.port(Proto.UDP, DNS).stream()
                        .flatMap(port -> service.endpoints().stream()
                                .map(Endpoint::ports)
                                .flatMap(ports -> Optional.ofNullable(ports.get(port.name())).stream())))
                .collect(Collectors.toSet());
    }
}

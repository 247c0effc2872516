package io.packetwalk.report.section;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.report.Neutral;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Draws up which names were looked up, client by client. */
public final class LookupsDraft {
    private static final int CLIENTS = 200;
    private static final int LOOKUPS = 60;
    private static final double MICROS_PER_MILLI = 1000.0;

    private LookupsDraft() {}

    public static Lookups of(List<Lookup> all, Cluster cluster) {
        Map<String, Integer> outcomes = new TreeMap<>();
        Map<Ip, List<Lookup>> byClient =
                all.stream().collect(Collectors.groupingBy(Lookup::client, LinkedHashMap::new, Collectors.toList()));
        all.forEach(lookup -> outcomes.merge(lookup.outcome(), 1, Integer::sum));
        return new Lookups(
                all.size(),
                queries(all),
                (int) all.stream()
                        .flatMap(lookup -> lookup.exchanges().stream())
                        .filter(asked -> asked.exchange().rcode().equals("NXDOMAIN"))
                        .count(),
                outcomes,
                byClient.entrySet().stream()
                        .map(entry -> client(entry.getKey(), entry.getValue(), cluster))
                        .sorted(Comparator.comparingInt((Lookups.Client client) -> -client.failed())
                                .thenComparing(client -> -client.queries())
                                .thenComparing(Lookups.Client::name))
                        .limit(CLIENTS)
                        .toList());
    }

    private static int queries(List<Lookup> lookups) {
        return lookups.stream().mapToInt(lookup -> lookup.exchanges().size()).sum();
    }

    private static Lookups.Client client(Ip address, List<Lookup> lookups, Cluster cluster) {
        return new Lookups.Client(
                lookups.stream()
                        .flatMap(lookup -> lookup.clientObject().stream())
                        .findFirst()
                        .map(ObjectRef::toString)
                        .map(Neutral::of)
                        .orElse(address.toString()),
                address.toString(),
                resolver(address, cluster),
                lookups.size(),
                queries(lookups),
                (int) lookups.stream().filter(Lookup::failed).count(),
                lookups.stream()
                        .sorted(Comparator.comparing(lookup -> !lookup.failed()))
                        .limit(LOOKUPS)
                        .map(LookupsDraft::lookup)
                        .toList());
    }

    private static Lookups.@Nullable Resolver resolver(Ip address, Cluster cluster) {
        Optional<ResolvConfFact> fact = cluster.podAt(address)
                .flatMap(pod -> pod.netns())
                .flatMap(netns -> netns.resolvConf())
                .or(() -> cluster.nodeAt(address).flatMap(node -> node.netns().resolvConf()));
        return fact.map(conf -> new Lookups.Resolver(
                        conf.nameservers().stream().map(Ip::toString).toList(),
                        conf.search().stream().map(Neutral::of).toList(),
                        conf.ndots(),
                        conf.source().toString()))
                .orElse(null);
    }

    private static Lookups.Lookup lookup(Lookup lookup) {
        return new Lookups.Lookup(
                Neutral.of(lookup.name()),
                lookup.server().toString(),
                lookup.outcome(),
                lookup.exchanges().stream().map(LookupsDraft::question).toList(),
                lookup.flows());
    }

    private static Lookups.Question question(Lookup.Asked asked) {
        var exchange = asked.exchange();
        return new Lookups.Question(
                Neutral.of(exchange.qname()),
                exchange.qtype(),
                exchange.rcode(),
                exchange.answers().stream().map(Neutral::of).toList(),
                exchange.queries(),
                exchange.micros() < 0 ? null : exchange.micros() / MICROS_PER_MILLI,
                exchange.asked().toString(),
                asked.source().toString());
    }
}

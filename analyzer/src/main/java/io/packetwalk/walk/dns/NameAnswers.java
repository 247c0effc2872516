package io.packetwalk.walk.dns;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a DNS server answers to a name: names of the cluster as the DNS specification for Kubernetes has them, all others as its log shows.
 *
 * @param cluster the model
 * @param domain cluster domain
 * @param server the server asked
 */
record NameAnswers(Cluster cluster, String domain, Ip server) {

    /**
     * One answer.
     *
     * @param rcode answer code, empty when it is not known
     * @param exists whether there are addresses, known or not
     * @param addresses those that are known
     * @param basis model or log
     * @param sources where it stands
     */
    record Answer(String rcode, boolean exists, List<Ip> addresses, Basis basis, List<Source> sources) {

        static final Answer UNKNOWN = new Answer("", false, List.of(), Basis.ASSUMED, List.of());

        static Answer of(List<Ip> addresses, List<Source> sources) {
            return new Answer("NOERROR", !addresses.isEmpty(), addresses, Basis.DERIVED, sources);
        }

        static Answer none(String rcode) {
            return new Answer(rcode, false, List.of(), Basis.DERIVED, List.of());
        }

        Answer ofFamily(boolean v6) {
            return new Answer(
                    rcode,
                    exists,
                    addresses.stream().filter(ip -> ip.v6() == v6).toList(),
                    basis,
                    sources);
        }
    }

    Answer of(String name) {
        String plain = name.toLowerCase(Locale.ROOT).substring(0, name.length() - 1);
        boolean inside = plain.equals(domain) || plain.endsWith("." + domain);
        if (!inside || !servesCluster()) {
            return logged(name);
        }
        if (cluster.services().isEmpty()) {
            return Answer.UNKNOWN;
        }
        String head = plain.equals(domain) ? "" : plain.substring(0, plain.length() - domain.length() - 1);
        return clusterName(List.of(head.split("\\.", -1)));
    }

    /** The cluster's own DNS is a Service with port 53, or a cache on a link-local address of the node. */
    private boolean servesCluster() {
        return server.linkLocal()
                || cluster.serviceAt(server)
                        .filter(service -> service.port(Proto.UDP, 53).isPresent())
                        .isPresent()
                || cluster.podAt(server).isPresent();
    }

    /** Kubernetes DNS-Based Service Discovery 1.1.0, sections 2.3 and 2.4; an inner node of the tree exists without data (RFC 8020). */
    private Answer clusterName(List<String> labels) {
        String last = labels.getLast();
        int count = labels.size();
        if (last.isEmpty() || count == 1 && (last.equals("svc") || last.equals("pod"))) {
            return Answer.none("NOERROR");
        }
        if (last.equals("pod") && count == 3) {
            return podName(labels.getFirst());
        }
        if (!last.equals("svc") || count < 2) {
            return Answer.none("NXDOMAIN");
        }
        String namespace = labels.get(count - 2);
        if (count == 2) {
            return Answer.none(namespaceExists(namespace) ? "NOERROR" : "NXDOMAIN");
        }
        Optional<Service> service = cluster.service(namespace, labels.get(count - 3));
        if (service.isEmpty()) {
            return Answer.none("NXDOMAIN");
        }
        return count == 3
                ? service(service.get())
                : count == 4 ? endpoint(service.get(), labels.getFirst()) : Answer.none("NXDOMAIN");
    }

    private boolean namespaceExists(String name) {
        return cluster.namespaces().stream()
                        .anyMatch(namespace -> namespace.ref().name().equals(name))
                || cluster.services().stream()
                        .anyMatch(service -> service.ref().namespace().equals(name));
    }

    private static Answer service(Service service) {
        List<Source> sources = List.of(service.object().source());
        if (service.object().type().equals("ExternalName")) {
            return new Answer("NOERROR", true, List.of(), Basis.DERIVED, sources);
        }
        if (!service.object().clusterIps().isEmpty()) {
            return Answer.of(service.object().clusterIps(), sources);
        }
        if (service.listed() == Service.Listed.NOWHERE) {
            return Answer.UNKNOWN;
        }
        return Answer.of(
                published(service).map(Endpoint::ip).distinct().sorted().toList(), sources);
    }

    private static java.util.stream.Stream<Endpoint> published(Service service) {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.isReady() || service.object().publishNotReady());
    }

    /** A pod's {@code hostname.subdomain}, which is its name in a StatefulSet. */
    private Answer endpoint(Service service, String label) {
        List<Ip> ips = published(service)
                .filter(endpoint ->
                        hostname(endpoint.target()).filter(label::equals).isPresent())
                .map(Endpoint::ip)
                .toList();
        return ips.isEmpty()
                ? Answer.UNKNOWN
                : Answer.of(ips, List.of(service.object().source()));
    }

    private Optional<String> hostname(Optional<ObjectRef> target) {
        return target.flatMap(ref -> cluster.pod(ref.namespace(), ref.name()))
                .map(pod -> pod.object().hostname().isEmpty()
                        ? pod.ref().name()
                        : pod.object().hostname());
    }

    private static Answer podName(String dashed) {
        return Ip.parse(dashed.replace('-', '.'))
                .map(ip -> Answer.of(List.of(ip), List.of()))
                .orElse(Answer.UNKNOWN);
    }

    /** The newest logged answer; a log has codes, not addresses. */
    private Answer logged(String name) {
        String asked = name.toLowerCase(Locale.ROOT);
        Optional<DnsQueryLogFact> last = cluster.dnsLogs().stream()
                .flatMap(log -> log.queries()
                        .rows(answer ->
                                answer.qname().equals(asked) && answer.qtype().equals("A"))
                        .mapToObj(log.queries()::get))
                .reduce((first, second) -> second);
        return last.map(query -> new Answer(
                        query.rcode(),
                        query.rcode().equals("NOERROR"),
                        List.of(),
                        Basis.OBSERVED,
                        List.of(query.source())))
                .orElse(Answer.UNKNOWN);
    }
}

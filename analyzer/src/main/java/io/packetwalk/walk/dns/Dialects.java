package io.packetwalk.walk.dns;

import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which C libraries a client may have. An image's name is no evidence; what its programs were seen to do is. */
final class Dialects {

    /** musl sends to every server in one loop; glibc waits for seconds before it asks the second. */
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    /** musl opens a socket for each name: two questions to each of three servers. */
    private static final int MOST_QUESTIONS = 32;

    private Dialects() {}

    static List<Dialect> of(Cluster cluster, Question.Origin origin, ResolverConfig config) {
        boolean limits = !Dialect.GLIBC_LIMITED.search(config).equals(Dialect.GLIBC.search(config));
        List<Dialect> all = new ArrayList<>();
        if (!(origin instanceof Question.Origin.InPod in && musl(cluster, in, config))) {
            all.add(Dialect.GLIBC);
            if (limits) {
                all.add(Dialect.GLIBC_LIMITED);
            }
        }
        // A node's own programs run on its distribution, of which the common ones have glibc; a pod may be either.
        if (origin instanceof Question.Origin.InPod) {
            all.add(Dialect.MUSL);
        }
        return all;
    }

    /** The pod has one container, and it was seen to send one question to two servers at once. */
    private static boolean musl(Cluster cluster, Question.Origin.InPod in, ResolverConfig config) {
        Optional<Pod> pod = cluster.pod(in.pod().namespace(), in.pod().name());
        boolean single = pod.stream()
                        .flatMap(known -> known.object().containers().stream())
                        .filter(container -> container.role() == ContainerFact.Role.APP)
                        .count()
                == 1;
        return single
                && config.nameservers().size() > 1
                && pod.stream()
                        .flatMap(known -> known.ips().stream())
                        .anyMatch(ip -> asksAtOnce(cluster, ip, config.nameservers()));
    }

    private record Sent(Ip server, int port, DnsExchange dns) {
        boolean twinOf(Sent other) {
            return !server.equals(other.server)
                    && port == other.port
                    && dns.id() == other.dns.id()
                    && dns.qname().equals(other.dns.qname())
                    && dns.qtype().equals(other.dns.qtype())
                    && Duration.between(dns.asked(), other.dns.asked()).abs().compareTo(AT_ONCE) <= 0;
        }
    }

    /** Only configured servers count: a capture of all interfaces sees one packet before and after its translation. */
    private static boolean asksAtOnce(Cluster cluster, Ip client, List<Ip> servers) {
        for (CapturePoint point : cluster.captures()) {
            Map<Integer, List<Sent>> sockets = point.conversations().stream()
                    .filter(talk -> talk.tuple().src().ip().equals(client)
                            && servers.contains(talk.tuple().dst().ip()))
                    .flatMap(talk -> talk.dns().stream()
                            .map(dns -> new Sent(
                                    talk.tuple().dst().ip(), talk.tuple().src().port(), dns)))
                    .collect(Collectors.groupingBy(Sent::port));
            boolean twins = sockets.values().stream()
                    .map(socket -> socket.subList(0, Math.min(socket.size(), MOST_QUESTIONS)))
                    .anyMatch(socket ->
                            socket.stream().anyMatch(one -> socket.stream().anyMatch(one::twinOf)));
            if (twins) {
                return true;
            }
        }
        return false;
    }
}

package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of PW-118 that is not an error: the server that external names are forwarded to answers late, while the cluster's own names are answered at once. */
final class SlowUpstream {

    private SlowUpstream() {}

    /** Empty unless external names are slow by a log or a capture, and names of the cluster are not slow, too. */
    static Optional<Finding> finding(Case that, CheckId id, Set<Ip> servers) {
        List<Lookup> lookups = that.flows().lookups().stream()
                .filter(lookup -> !servers.contains(lookup.client()))
                .toList();
        Latency log = Latency.logged(that, name -> ClusterZones.external(that, name));
        Latency clients = Latency.captured(lookups, name -> ClusterZones.external(that, name));
        Latency upstream = Latency.captured(that.flows().all().stream()
                .filter(flow -> servers.contains(flow.client().at().ip())
                        && flow.server().at().port() == 53)
                .toList());
        Latency shown = upstream.slow() ? upstream : log.slow() ? log : clients;
        Latency ownLogged = Latency.logged(that, name -> !ClusterZones.external(that, name));
        Latency ownSeen = Latency.captured(lookups, name -> !ClusterZones.external(that, name));
        if (!shown.slow() || ownLogged.slow() || ownSeen.slow()) {
            return Optional.empty();
        }
        Latency own = ownLogged.fast() ? ownLogged : ownSeen;
        List<Source> at = shown.slowest().stream().map(Latency.Answer::source).toList();
        Claim claim = Claim.of(id)
                .about(DnsService.of(that.cluster()).stream()
                        .map(Service::ref)
                        .findFirst()
                        .orElse(new ObjectRef("ConfigMap", "kube-system", "coredns")))
                .what("External names are answered late: " + shown + ".")
                .why("The server that the cluster's DNS forwards to is slow; names of the cluster: " + own + ".");
        shown.slowest()
                .forEach(answer ->
                        claim.shows(answer.qname() + " took " + Math.round(answer.millis()) + " ms", answer.source()));
        return Optional.of(claim.not("PW-120", "names of the cluster are not late")
                .remedy("kubectl -n kube-system get configmap coredns -o yaml", "none, reads only", "")
                .then("dig NAME @UPSTREAM  # in the network namespace of a DNS pod, ten times")
                .unless("a capture at the DNS pod in which the upstream server answers at once")
                .explainsTold("late answers to external names")
                .finding(
                        Severity.S2,
                        Stated.told(
                                new Condition(
                                        "queries to the upstream server itself are captured, and are late",
                                        upstream.slow() ? Ternary.YES : Ternary.UNKNOWN,
                                        at),
                                Condition.yes("external names are answered late", at),
                                new Condition(
                                        "PW-120: names of the cluster are answered at once by the same servers",
                                        own.fast() ? Ternary.YES : Ternary.UNKNOWN,
                                        own.quickest().stream()
                                                .limit(1)
                                                .map(Latency.Answer::source)
                                                .toList()))));
    }
}

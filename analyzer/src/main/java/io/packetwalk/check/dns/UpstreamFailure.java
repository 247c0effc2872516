package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.BareEgress;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** PW-118: the cluster's DNS servers get errors or silence from the server they forward to: external names fail, cluster names work. */
public final class UpstreamFailure implements Check {

    private static final CheckId ID = new CheckId("PW-118", "dns-upstream-failure", "dns", 4);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().lookups().isEmpty() && that.cluster().dnsLogs().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "DNS answers",
                    "neither a DNS server's log nor a capture shows any",
                    "kubectl -n kube-system logs -l k8s-app=kube-dns --timestamps --tail=-1")));
        }
        Set<Ip> servers = new TreeSet<>();
        DnsService.pods(that.cluster()).forEach(pod -> servers.addAll(pod.ips()));
        List<Lookup> failed = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("servfail"))
                .filter(lookup -> !servers.contains(lookup.client()))
                .filter(lookup -> ClusterZones.external(
                        that, lookup.exchanges().getLast().exchange().qname()))
                .toList();
        List<Flow> upstream = that.flows().failed().stream()
                .filter(flow -> servers.contains(flow.client().at().ip())
                        && flow.server().at().port() == 53)
                .toList();
        List<DnsErrorLogFact> errors = that.cluster().dnsLogs().stream()
                .flatMap(log -> log.errors().stream())
                .filter(error -> error.rcode() == 2 && ClusterZones.external(that, error.qname()))
                .filter(error -> !Overload.refused(error))
                .filter(error -> !IncidentTime.covers(that, error.time()).no())
                .toList();
        Logged logged = Logged.of(that);
        if (failed.isEmpty() && errors.isEmpty() && logged.count() == 0) {
            return SlowUpstream.finding(that, ID, servers)
                    .<Outcome>map(slow -> new Outcome.Found(List.of(slow)))
                    .orElseGet(() -> new Outcome.Clear("no external name was answered SERVFAIL, or late"));
        }
        return new Outcome.Found(List.of(finding(that, failed, upstream, errors, logged)));
    }

    /**
     * Answers SERVFAIL for external names in the servers' logs.
     *
     * @param count how many
     * @param first the first two
     */
    private record Logged(long count, List<DnsQueryLogFact> first) {

        static Logged of(Case that) {
            IncidentTime time = IncidentTime.of(that);
            List<DnsQueryLogFact> first = new ArrayList<>();
            long count = 0;
            for (DnsLog log : that.cluster().dnsLogs()) {
                if (log.place() instanceof Place.Pod) {
                    int[] rows = log.queries()
                            .rows(
                                    name -> ClusterZones.external(that, name),
                                    answer -> answer.rcode().equals("SERVFAIL"))
                            .filter(row -> !time.covers(log.queries().time(row)).no())
                            .toArray();
                    count += rows.length;
                    IntStream.of(rows)
                            .limit(2L - first.size())
                            .mapToObj(log.queries()::get)
                            .forEach(first::add);
                }
            }
            return new Logged(count, first);
        }
    }

    /** Silence is not the upstream server's failure when the query left with an address that the outside cannot answer. */
    private static Condition answerable(Case that, List<Flow> upstream) {
        List<Source> bare = upstream.stream()
                .flatMap(flow -> BareEgress.of(that, flow).stream())
                .map(Leg::source)
                .limit(2)
                .toList();
        return new Condition(
                "PW-178: the queries left with an address that the upstream server can answer",
                Ternary.of(bare.isEmpty()),
                bare);
    }

    /** Nothing comes back: captures show it, or each error that the server logs is a timeout of its own query. */
    private static boolean silent(List<Flow> upstream, List<DnsErrorLogFact> errors) {
        return upstream.stream().anyMatch(flow -> flow.state() == Flow.State.NO_REPLY)
                || !errors.isEmpty()
                        && errors.stream().allMatch(error -> error.error().endsWith("i/o timeout"));
    }

    /** Lookup and upstream failure are of one moment: both captured, or the server logged an error for a name that a client asked for. */
    private static Condition sameTime(List<Lookup> failed, List<Flow> upstream, List<DnsErrorLogFact> errors) {
        if (!failed.isEmpty() && !upstream.isEmpty()) {
            return Condition.yes(
                    "captured together", List.of(upstream.getFirst().nearest().source()));
        }
        List<Source> named = errors.stream()
                .filter(error -> failed.stream()
                        .flatMap(lookup -> lookup.exchanges().stream())
                        .anyMatch(asked -> (asked.exchange().qname() + ".").startsWith(error.qname())
                                || asked.exchange().qname().equals(error.qname())))
                .map(DnsErrorLogFact::source)
                .limit(2)
                .toList();
        return named.isEmpty()
                ? Condition.unknown("seen at the same time")
                : Condition.yes("the error names what a client asked for", named);
    }

    /** With what the provider drops before it comes to the upstream server, where that is counted. */
    private static List<Condition> lookAlikes(Case that, Condition... others) {
        List<Condition> all = new ArrayList<>(List.of(others));
        List<Source> throttled = ResolverThrottle.throttledServers(that);
        if (!throttled.isEmpty()) {
            all.add(new Condition("PW-130: the provider drops nothing on the way", Ternary.NO, throttled));
        }
        return all;
    }

    private static Finding finding(
            Case that, List<Lookup> failed, List<Flow> upstream, List<DnsErrorLogFact> errors, Logged logged) {
        Optional<CorefileFact.Directive> forward = that.cluster().corefiles().stream()
                .flatMap(corefile -> corefile.servers().stream())
                .flatMap(server -> server.plugins().stream())
                .filter(plugin -> plugin.name().equals("forward"))
                .findFirst();
        String target = upstream.stream()
                .map(flow -> flow.server().at().ip().toString())
                .findFirst()
                .or(() -> forward.map(plugin -> plugin.args().stream().skip(1).collect(Collectors.joining(" "))))
                .orElse("the server it forwards to");
        boolean silent = silent(upstream, errors);
        Optional<UpstreamWay.Broken> stopped = silent ? UpstreamWay.of(that, upstream) : Optional.empty();
        Claim claim = Claim.of(ID)
                .about(DnsService.of(that.cluster()).stream()
                        .map(Service::ref)
                        .findFirst()
                        .orElse(new ObjectRef("ConfigMap", "kube-system", "coredns")))
                .what(
                        failed.isEmpty()
                                ? (errors.size() + logged.count()) + " logged SERVFAIL answers for external names."
                                : failed.size() + (failed.size() == 1 ? " lookup" : " lookups")
                                        + " of external names failed with SERVFAIL, for example "
                                        + failed.getFirst().key() + ".")
                .why("The cluster's DNS forwards external names to " + target
                        + stopped.map(way -> "; the queries end in the cluster: "
                                        + way.path().reason() + ".")
                                .orElse(silent ? ", which does not answer." : ", which answers with an error."));
        stopped.ifPresent(way -> way.path().by().stream()
                .limit(2)
                .forEach(source -> claim.shows("on the way from " + way.from() + " to " + way.to(), source)));
        upstream.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "query of " + flow.client() + " to " + flow.server().at() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        errors.stream().limit(2).forEach(error -> claim.shows("plugin/errors: " + error.error(), error.source()));
        logged.first().forEach(query -> claim.shows(query.qname() + " SERVFAIL", query.source()));
        forward.ifPresent(plugin -> claim.shows("forward " + String.join(" ", plugin.args()), plugin.source()));
        failed.stream()
                .findFirst()
                .ifPresent(lookup -> claim.shows(
                        "client got SERVFAIL", lookup.exchanges().getLast().source()));
        List<Source> mechanism = new ArrayList<>();
        upstream.stream().limit(2).map(flow -> flow.nearest().source()).forEach(mechanism::add);
        errors.stream().limit(2).map(DnsErrorLogFact::source).forEach(mechanism::add);
        boolean clusterWorks = that.flows().lookups().stream()
                .anyMatch(lookup -> lookup.outcome().equals("resolved")
                        && !ClusterZones.external(
                                that, lookup.exchanges().getLast().exchange().qname()));
        Proof proof = new Proof(
                mechanism.isEmpty()
                        ? Condition.unknown("the upstream server's failure is captured or logged")
                        : Condition.yes("the upstream server's failure is captured or logged", mechanism),
                new Condition(
                        "the failed lookups went through the cluster's DNS",
                        Ternary.of(!failed.isEmpty()).or(Ternary.of(logged.count() > 0)),
                        failed.stream()
                                .limit(2)
                                .map(lookup -> lookup.exchanges().getLast().source())
                                .toList()),
                new Condition("clients got SERVFAIL", Ternary.of(!failed.isEmpty()), List.of()),
                sameTime(failed, upstream, errors),
                lookAlikes(
                        that,
                        new Condition(
                                "PW-114 PW-115: cluster names resolve through the same servers",
                                clusterWorks ? Ternary.YES : Ternary.UNKNOWN,
                                List.of()),
                        answerable(that, upstream)));
        return claim.not("PW-114", "the DNS pods answer")
                .remedy("kubectl -n kube-system get configmap coredns -o yaml", "none, reads only", "")
                .remedy("dig @" + target + " NAME  # in the network namespace of a DNS pod", "none, reads only", "")
                .then("dig NAME in a client pod")
                .unless("a capture of the DNS pod in which the upstream server answers well")
                .explains(that, upstream, upstream.size())
                .explainsLookups(failed)
                .finding(Severity.S1, proof);
    }
}

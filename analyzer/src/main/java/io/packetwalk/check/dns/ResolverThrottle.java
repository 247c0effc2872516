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
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.CounterReadings;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PW-130: a node sends the provider's resolver more packets than it is allowed (1,024 a second for each interface at Amazon); the rest is dropped beside the node. */
public final class ResolverThrottle implements Check {

    private static final CheckId ID = new CheckId("PW-130", "cloud-resolver-throttle", "dns", 4);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean cloud = that.cluster().nodes().stream()
                .flatMap(node -> node.netns().counters().all().stream())
                .anyMatch(fact -> counter(fact.name()));
        if (!cloud) {
            return new Outcome.NotApplicable("no card of a node is known to count packets to the provider's services");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            CounterReadings counters = node.netns().counters();
            Optional<CounterReadings.Growth> growth = throttled(node);
            growth.ifPresent(grown -> findings.add(finding(that, node, grown)));
            boolean never =
                    counters.all().stream().filter(fact -> counter(fact.name())).allMatch(fact -> fact.value() == 0);
            if (growth.isEmpty() && !never && !counters.twice(ResolverThrottle::counter)) {
                missing.add(new Missing(
                        "two readings of the card's counters of " + node.name(),
                        "they count since boot",
                        "ethtool -S DEVICE | grep linklocal; sleep 30; ethtool -S DEVICE | grep linklocal  # on "
                                + node.name()));
            }
        }
        return Outcome.of(findings, missing, "no node exceeds what it may send to the provider's services");
    }

    private static boolean counter(String name) {
        return name.startsWith("ethtool:") && name.endsWith(":linklocal_allowance_exceeded");
    }

    private static Optional<CounterReadings.Growth> throttled(Node node) {
        return node.netns().counters().grown(ResolverThrottle::counter).stream().findFirst();
    }

    /** Nodes that exceed the allowance and have a DNS server: what these lose has another name than a failing upstream server. */
    static List<Source> throttledServers(Case that) {
        return DnsService.pods(that.cluster()).stream()
                .flatMap(pod -> that.cluster().node(pod.node()).stream())
                .flatMap(node -> throttled(node).stream())
                .map(CounterReadings.Growth::after)
                .distinct()
                .toList();
    }

    private static Finding finding(Case that, Node node, CounterReadings.Growth growth) {
        List<Pod> servers = DnsService.pods(that.cluster()).stream()
                .filter(pod -> pod.node().equals(node.name()))
                .toList();
        List<DnsErrorLogFact> errors = that.cluster().dnsLogs().stream()
                .filter(log -> servers.stream().anyMatch(pod -> place(pod).equals(log.place())))
                .map(DnsLog::errors)
                .flatMap(List::stream)
                .filter(error -> error.error().contains("i/o timeout") && ClusterZones.external(that, error.qname()))
                .filter(error -> !IncidentTime.covers(that, error.time()).no())
                .toList();
        List<Flow> upstream = that.flows().failed().stream()
                .filter(flow -> flow.server().at().port() == 53
                        && flow.state() == Flow.State.NO_REPLY
                        && servers.stream()
                                .anyMatch(pod ->
                                        pod.ips().contains(flow.client().at().ip())))
                .toList();
        List<Lookup> failed = that.flows().lookups().stream()
                .filter(lookup -> lookup.failed() && !upstream.isEmpty()
                        || errors.stream()
                                .anyMatch(error -> lookup.exchanges().stream()
                                        .anyMatch(asked ->
                                                asked.exchange().qname().equals(error.qname()))))
                .filter(Lookup::failed)
                .filter(lookup -> ClusterZones.external(
                        that, lookup.exchanges().getLast().exchange().qname()))
                .toList();
        List<Source> lost = Stream.concat(
                        upstream.stream().map(flow -> flow.nearest().source()),
                        errors.stream().map(DnsErrorLogFact::source))
                .limit(3)
                .toList();
        boolean linkLocal = errors.stream().anyMatch(error -> error.error().contains("->169.254."))
                || upstream.stream()
                        .anyMatch(flow -> flow.server().at().ip().toString().startsWith("169.254."));
        Proof proof = new Proof(
                Condition.yes("linklocal_allowance_exceeded grew", List.of(growth.before(), growth.after())),
                new Condition(
                        "a DNS server on " + node.name() + " waited for its upstream server in vain",
                        lost.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        lost),
                new Condition("queries failed so", Ternary.of(!lost.isEmpty()), lost),
                time(that, errors, lost),
                List.of(new Condition(
                        "they were sent to the provider's resolver", linkLocal ? Ternary.YES : Ternary.UNKNOWN, lost)));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(
                        lost.isEmpty()
                                ? node.name() + " sends the provider's services more packets than it may."
                                : "DNS servers on " + node.name() + " lost queries for external names ("
                                        + (errors.size() + upstream.size()) + ").")
                .why("The provider dropped " + growth.by() + " packets of " + node.name()
                        + " to its resolver and other link-local services between two readings: an interface may send"
                        + " so many a second only, however many DNS servers share it.")
                .shows("linklocal_allowance_exceeded grew by " + growth.by(), growth.after());
        errors.stream().limit(2).forEach(error -> claim.shows("plugin/errors: " + error.error(), error.source()));
        upstream.stream()
                .limit(1)
                .forEach(flow -> claim.shows(
                        "query to " + flow.server().at() + " without an answer",
                        flow.nearest().source()));
        if (failed.isEmpty() && upstream.isEmpty() && !lost.isEmpty()) {
            claim.explainsTold("SERVFAIL of DNS servers on " + node.name());
        }
        return claim.remedy(
                        "ethtool -S DEVICE | grep linklocal  # on " + node.name() + ", twice", "none, reads only", "")
                .remedy(
                        "kubectl -n kube-system patch deploy coredns -p"
                                + " '{\"spec\":{\"template\":{\"spec\":{\"topologySpreadConstraints\":[{\"maxSkew\":1,\"topologyKey\":\"kubernetes.io/hostname\",\"whenUnsatisfiable\":\"DoNotSchedule\",\"labelSelector\":{\"matchLabels\":{\"k8s-app\":\"kube-dns\"}}}]}}}}'"
                                + "  # DNS servers on different nodes; NodeLocal DNSCache takes more load off",
                        "low, DNS servers are made again one by one",
                        "kubectl -n kube-system rollout undo deploy coredns")
                .then("linklocal_allowance_exceeded stands still while names are looked up")
                .unless("the counter grew by other traffic: instance metadata and time count as well")
                .explains(that, upstream, upstream.size())
                .explainsLookups(failed)
                .finding(lost.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }

    private static Place place(Pod pod) {
        return new Place.Pod(pod.ref().namespace(), pod.ref().name());
    }

    private static Condition time(Case that, List<DnsErrorLogFact> errors, List<Source> lost) {
        boolean dated = errors.stream()
                .anyMatch(error -> IncidentTime.covers(that, error.time()).yes());
        return new Condition("the errors are of the time of the failure", dated ? Ternary.YES : Ternary.UNKNOWN, lost);
    }
}

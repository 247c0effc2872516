package io.packetwalk.report;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Rejected;
import io.packetwalk.check.Remedy;
import io.packetwalk.check.Severity;
import io.packetwalk.check.Walks;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.check.diagnosis.Ranked;
import io.packetwalk.check.diagnosis.Role;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.k8s.NamespaceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Directory;
import io.packetwalk.model.Edge;
import io.packetwalk.model.Inventory;
import io.packetwalk.model.PolicyObjects;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Hop;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.dns.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A small, complete analysis by hand: one Service, one node whose rules still send half of the connections to a pod that is gone.
 * Every string that would come from a bundle goes through {@code captured}, so a test can make each of them hostile.
 */
public final class Sample {
    private static final Instant START = Instant.parse("2026-11-20T10:01:12Z");
    private static final Source RULE = Source.line("nodes/worker-3/iptables-save.txt", 412);
    private static final Source LIVE_RULE = Source.line("nodes/worker-3/iptables-save.txt", 411);
    private static final Source SLICE = Source.line("api/endpointslices.json", 88);
    private static final Source SYN = Source.packet("captures/worker-3-any.pcap", 1093);
    private static final Source LOG = Source.line("logs/kube-proxy-x8f2z.log", 120);
    private static final Source ROUTE = Source.line("nodes/worker-1/ip-route.txt", 14);
    private static final Source POD_ROUTE = Source.line("pods/checkout-7d4f/ip-route.txt", 1);

    private final UnaryOperator<String> captured;

    private Sample(UnaryOperator<String> captured) {
        this.captured = captured;
    }

    /** The broken case. */
    public static Report broken() {
        return Draft.of(new Sample(UnaryOperator.identity()).material(true), "0.1.0");
    }

    /** The broken case with every captured string replaced. */
    public static Report broken(UnaryOperator<String> captured) {
        return Draft.of(new Sample(captured).material(true), "0.1.0");
    }

    /** The same cluster without the failure. */
    public static Report healthy() {
        return Draft.of(new Sample(UnaryOperator.identity()).material(false), "0.1.0");
    }

    /** A model that knows nothing. */
    static Cluster noCluster() {
        return new Sample(UnaryOperator.identity()).cluster();
    }

    private Material material(boolean broken) {
        Walk walk = walk();
        List<Ranked> findings = broken
                ? List.of(
                        new Ranked(1, Role.ROOT_CAUSE, "PW-034~k3x9", stale(walk)),
                        new Ranked(2, Role.WOULD_FAIL_NEXT, "PW-110~a1b2", mtu()),
                        new Ranked(3, Role.OBSERVATION, "PW-117~c3d4", ndots()))
                : List.of();
        Map<CheckId, Outcome> outcomes = new LinkedHashMap<>();
        findings.forEach(ranked -> outcomes.put(ranked.finding().id(), new Outcome.Found(List.of(ranked.finding()))));
        for (int i = 1; i <= 12; i++) {
            outcomes.put(check(String.format("PW-%03d", i), "other"), new Outcome.Clear("looked at all of it"));
        }
        outcomes.put(
                check("PW-059", "conntrack-table-full"),
                new Outcome.Undetermined(List.of(new Missing(
                        captured.apply("conntrack of worker-2"),
                        captured.apply("command timed out"),
                        captured.apply("conntrack -S")))));
        outcomes.put(
                check("PW-060", "conntrack-invalid"),
                new Outcome.Undetermined(List.of(new Missing(
                        captured.apply("conntrack of worker-2"),
                        captured.apply("command timed out"),
                        captured.apply("conntrack -S")))));
        outcomes.put(check("PW-185", "windows-hns"), new Outcome.NotApplicable("no Windows node"));
        return new Material(
                List.of(captured.apply("prod-2026-11-20.tgz")),
                "packetwalk",
                Map.of("worker-1", "iptables", "worker-3", "iptables"),
                Map.of("worker-1", List.of("flannel-vxlan")),
                readings(),
                List.of(),
                new Case(cluster(), flows(broken), new NoWalks(), Optional.empty()),
                new Diagnosis(findings, outcomes),
                (places, context) -> excerpts(places),
                Material.MAX_FLOWS);
    }

    /** Walks nobody asks for. */
    private record NoWalks() implements Walks {
        @Override
        public Walk of(Question question) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Optional<Walk> of(Flow flow) {
            return Optional.empty();
        }
    }

    private SortedMap<Source, Excerpt> excerpts(Iterable<Source> places) {
        SortedMap<Source, Excerpt> found = new TreeMap<>();
        for (Source place : places) {
            long from = Math.max(1, place.from() - 3);
            List<String> lines = new ArrayList<>();
            for (long line = from; line <= place.to() + 3; line++) {
                lines.add(captured.apply(text(place, line)));
            }
            found.put(
                    place,
                    new Excerpt(place.toString(), place.artifact(), from, place.from(), place.to(), lines, null));
        }
        return found;
    }

    private static String text(Source place, long line) {
        if (place.equals(RULE) && line == RULE.from()) {
            return "[37:2220] -A KUBE-SVC-ITKZ2X -m comment --comment \"shop/inventory:http -> 10.244.1.9:8080\" -j KUBE-SEP-SS2T4ADR43IYLGAO";
        }
        return place.artifact() + " line " + line + " as captured";
    }

    private static CheckId check(String code, String name) {
        return new CheckId(code, name, "translation", 4);
    }

    private Finding stale(Walk walk) {
        return new Finding(
                check("PW-034", "kubeproxy-rules-drift"),
                List.of(
                        ObjectRef.node(captured.apply("worker-3")),
                        ObjectRef.service("shop", captured.apply("inventory"))),
                Confidence.PROVEN,
                Severity.S2,
                captured.apply("svc/shop/inventory:80 times out from pods on worker-3, in 37 of 74 connections."),
                captured.apply(
                        "worker-3 still sends half of the traffic to 10.244.1.9:8080, a pod that was deleted at 09:58:31."),
                List.of(
                        new Evidence(captured.apply("rule on worker-3 targets the old pod"), RULE),
                        new Evidence(captured.apply("EndpointSlice no longer lists it"), SLICE),
                        new Evidence(captured.apply("SYNs to it unanswered (37 of 74)"), SYN),
                        new Evidence(captured.apply("kube-proxy lost its API watch"), LOG)),
                List.of(
                        Condition.yes(captured.apply("the rule is on the node that the packet visits"), List.of(RULE)),
                        Condition.yes(captured.apply("a captured connection ends there"), List.of(SYN)),
                        Condition.unknown(captured.apply("no newer rules were written after the dump"))),
                List.of(
                        new Rejected(
                                "PW-061", captured.apply("stale conntrack: the entries expired before the capture")),
                        new Rejected("PW-085", captured.apply("policy: shop/allow-checkout allows 8080"))),
                List.of(new Remedy(
                        captured.apply("kubectl -n kube-system delete pod kube-proxy-x8f2z"),
                        captured.apply("low, one node resyncs its rules"),
                        captured.apply("none needed: the DaemonSet starts it again"))),
                captured.apply("connections from worker-3 succeed 74 of 74 times"),
                captured.apply("an EndpointSlice that still lists 10.244.1.9 when the rules were dumped"),
                List.of("f2"),
                2,
                List.of(),
                List.of(),
                Optional.of(walk));
    }

    private Finding mtu() {
        return new Finding(
                check("PW-110", "mtu-overlay-overhead"),
                List.of(ObjectRef.node("worker-2")),
                Confidence.LIKELY,
                Severity.S3,
                captured.apply("packets above 1400 bytes from worker-2 to worker-1 will not fit."),
                captured.apply("the underlay's MTU is 1450 and the overlay adds 50 bytes"),
                List.of(new Evidence("MTU of eth0", Source.line("nodes/worker-2/ip-link.txt", 3))),
                List.of(Condition.unknown("a pod-side capture shows a stall")),
                List.of(),
                List.of(),
                "",
                "a full-size packet that arrives",
                List.of(),
                0,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private Finding ndots() {
        return new Finding(
                check("PW-117", "dns-search-amplification"),
                List.of(ObjectRef.service("kube-system", "kube-dns")),
                Confidence.POSSIBLE,
                Severity.S3,
                captured.apply("61 of 100 DNS answers are NXDOMAIN."),
                captured.apply("each external name is tried with 4 search suffixes first"),
                List.of(new Evidence("NXDOMAIN answers", LOG)),
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                List.of(),
                0,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private Walk walk() {
        Ip client = Ip.of("10.244.3.9");
        FiveTuple asked = FiveTuple.of(Proto.TCP, client, 41022, Ip.of("10.96.14.7"), 80);
        FiveTuple old = asked.withDst(new IpPort(Ip.of("10.244.1.9"), 8080));
        FiveTuple live = asked.withDst(new IpPort(Ip.of("10.244.2.17"), 8080));
        Step route = step(
                "worker-3",
                "pod/shop/checkout-7d4f",
                Step.Kind.ROUTE,
                "default via 169.254.1.1 dev eth0",
                asked,
                asked,
                Basis.DERIVED,
                POD_ROUTE);
        return new Walk(
                new Question(
                        new Question.Origin.InPod(ObjectRef.pod("shop", captured.apply("checkout-7d4f"))),
                        new Question.Target.ToService(ObjectRef.service("shop", captured.apply("inventory"))),
                        Proto.TCP,
                        80,
                        0),
                Resolution.NOT_NEEDED,
                List.of(
                        new Path(
                                0.5,
                                new Verdict.Lost("nobody owns 10.244.1.9"),
                                Symptom.TIMEOUT,
                                Optional.of(old.dst()),
                                Optional.empty(),
                                Optional.of(client),
                                false,
                                List.of(RULE),
                                captured.apply("no interface of worker-1 owns 10.244.1.9"),
                                List.of(),
                                List.of(
                                        route,
                                        step(
                                                "worker-3",
                                                "host",
                                                Step.Kind.TRANSLATE,
                                                "10.96.14.7:80 → 10.244.1.9:8080",
                                                asked,
                                                old,
                                                Basis.OBSERVED,
                                                RULE),
                                        step(
                                                "worker-3",
                                                "host",
                                                Step.Kind.ENCAP,
                                                "VXLAN vni 1 to worker-1",
                                                old,
                                                old,
                                                Basis.OBSERVED,
                                                SYN),
                                        step(
                                                "worker-1",
                                                "host",
                                                Step.Kind.ROUTE,
                                                "no interface owns 10.244.1.9",
                                                old,
                                                old,
                                                Basis.DERIVED,
                                                ROUTE)),
                                List.of()),
                        new Path(
                                0.5,
                                new Verdict.Delivered(live.dst()),
                                Symptom.OK,
                                Optional.of(live.dst()),
                                Optional.of(ObjectRef.pod("shop", "inventory-9kq")),
                                Optional.of(client),
                                false,
                                List.of(LIVE_RULE),
                                "inventory-9kq listens on 8080",
                                List.of(),
                                List.of(
                                        route,
                                        step(
                                                "worker-3",
                                                "host",
                                                Step.Kind.TRANSLATE,
                                                "10.96.14.7:80 → 10.244.2.17:8080",
                                                asked,
                                                live,
                                                Basis.OBSERVED,
                                                LIVE_RULE),
                                        step(
                                                "worker-2",
                                                "pod/shop/inventory-9kq",
                                                Step.Kind.ARRIVE,
                                                "listener 0.0.0.0:8080",
                                                live,
                                                live,
                                                Basis.DERIVED,
                                                Source.line("pods/inventory-9kq/ss.txt", 3))),
                                List.of())),
                List.of(),
                List.of(new Missing("worker-2 forwards", "no sysctl dump of worker-2", "sysctl net.ipv4.ip_forward")));
    }

    private Step step(
            String node,
            String netns,
            Step.Kind kind,
            String text,
            FiveTuple before,
            FiveTuple after,
            Basis basis,
            Source source) {
        return new Step(
                node,
                netns,
                kind,
                "",
                "",
                "",
                captured.apply(text),
                new Hop(before, 0, captured.apply("eth0")),
                new Hop(after, 0, captured.apply("eth0")),
                basis,
                List.of(source));
    }

    private Flows flows(boolean broken) {
        return broken
                ? new Flows(
                        List.of(flow("f1", Flow.State.OK, 41020), flow("f2", Flow.State.NO_REPLY, 41022)), List.of())
                : new Flows(List.of(flow("f1", Flow.State.OK, 41020)), List.of());
    }

    private Flow flow(String id, Flow.State state, int port) {
        FiveTuple tuple = FiveTuple.of(Proto.TCP, Ip.of("10.244.3.9"), port, Ip.of("10.96.14.7"), 80);
        String reached = state == Flow.State.OK ? "10.244.2.17" : "10.244.1.9";
        return new Flow(
                id,
                Proto.TCP,
                new Flow.Party(tuple.src(), Optional.of(ObjectRef.pod("shop", captured.apply("checkout-7d4f")))),
                new Flow.Party(tuple.dst(), Optional.of(ObjectRef.service("shop", captured.apply("inventory")))),
                Optional.of(new Flow.Party(new IpPort(Ip.of(reached), 8080), Optional.empty())),
                state,
                START.plusMillis(55_114),
                START.plusMillis(62_114),
                new Counters(4, 240),
                new Counters(0, 0),
                state == Flow.State.OK ? Optional.of(SampleConnection.tcp()) : Optional.empty(),
                -1,
                -1,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(new Leg(
                        "captures/worker-3-any.pcap",
                        new Place.Node(captured.apply("worker-3")),
                        captured.apply("eth0"),
                        Leg.Kind.CAPTURE,
                        tuple,
                        Optional.empty(),
                        4,
                        0,
                        Optional.of(START),
                        SYN)),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private List<Reading> readings() {
        Source rules = Source.whole("nodes/worker-3/iptables-save.txt");
        return List.of(new Reading(
                "nodes/worker-3/iptables-save.txt",
                new Place.Node("worker-3"),
                "iptables-save",
                new Presence.Collected(),
                Optional.empty(),
                new Coverage("nodes/worker-3/iptables-save.txt", "iptables-save", 912, 900, 8, 4, 0, 0),
                List.of(),
                List.of(Note.warn("artifact-truncated", rules, captured.apply("ends inside a line")))));
    }

    private Cluster cluster() {
        Window window = new Window(START, Instant.parse("2026-11-20T10:04:40Z"));
        Coverage none = new Coverage("nodes/worker-2/conntrack.txt", "conntrack", 0, 0, 0, 0, 0, 0);
        return new Cluster(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new NamespaceFact(SLICE, new ObjectRef("Namespace", "", "shop"), Map.of())),
                PolicyObjects.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(SampleCapture.named()),
                Edge.NONE,
                new Inventory(List.of(
                        new Inventory.Entry(
                                "nodes/worker-3/iptables-save.txt",
                                new Place.Node("worker-3"),
                                "iptables-save",
                                new Presence.Collected(),
                                Optional.of(window),
                                readings().getFirst().coverage()),
                        new Inventory.Entry(
                                "nodes/worker-2/conntrack.txt",
                                new Place.Node("worker-2"),
                                "conntrack",
                                new Presence.Failed(124, "timed out"),
                                Optional.empty(),
                                none))),
                Directory.of(List.of(), List.of(), List.of()),
                List.of());
    }
}

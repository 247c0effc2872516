package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.check.witness.LeavingRules;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.ConntrackSamples;
import io.packetwalk.model.Node;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PW-063: two connections are given the same source port at the same moment. A port is chosen before the entry is confirmed, and kept where it is free, so that
 * the second of two is dropped when it leaves (net/netfilter/nf_conntrack_core.c, __nf_conntrack_confirm); its client sends the SYN again a second later.
 */
public final class SourcePortCollision implements Check {

    private static final CheckId ID = new CheckId("PW-063", "snat-port-collision", "conntrack", 12);

    private static final String COUNTER = "insert_failed";

    /** The first SYN is sent again after one second (RFC 6298 section 2); less is no such wait. */
    private static final int WAIT_MILLIS = 900;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>(Needs.traffic(that));
        List<Flow> waited = Arrivals.of(that).all().stream()
                .filter(SourcePortCollision::waited)
                .toList();
        for (Node node : that.cluster().nodes()) {
            ConntrackSamples samples = node.netns().conntrackSamples();
            if (!samples.two() && samples.sum(COUNTER) == 0 && !samples.last().isEmpty()) {
                continue; // since boot nothing failed, so nothing failed now
            }
            if (!samples.two()) {
                missing.add(new Missing(
                        "connection tracking statistics of " + node.name(),
                        "they count since boot, and there are not two readings",
                        "conntrack -S; sleep 30; conntrack -S  # on " + node.name()));
                continue;
            }
            List<Flow> here = waited.stream()
                    .filter(flow -> translatedOn(that, node, flow))
                    .toList();
            if (samples.grown(COUNTER) > 0 && !here.isEmpty()) {
                findings.add(finding(that, node, samples, here));
            }
        }
        return Outcome.of(findings, missing, "no node lost first packets of connections whose source it translates");
    }

    /** A SYN was sent again after the time that the kernel waits first. */
    private static boolean waited(Flow flow) {
        return flow.proto().equals(Proto.TCP)
                && flow.tcp()
                        .filter(tcp ->
                                tcp.syns() > 1 && tcp.synGapsMillis().stream().anyMatch(gap -> gap >= WAIT_MILLIS))
                        .isPresent();
    }

    /** Its source is rewritten on the node: seen there, or what the walk says. */
    private static boolean translatedOn(Case that, Node node, Flow flow) {
        return Whereabouts.entry(that, flow).filter(node::equals).isPresent()
                && (flow.legs().stream()
                                .anyMatch(leg -> !leg.tuple()
                                        .src()
                                        .ip()
                                        .equals(flow.client().at().ip()))
                        || that.walks().of(flow).stream()
                                .flatMap(walk -> walk.paths().stream())
                                .anyMatch(Path::masqueraded));
    }

    /** Of its packets from the client, fewer were seen behind the node than before it. */
    private static Optional<Leg> fewer(Flow flow) {
        long sent = flow.nearest().forwardPackets();
        return flow.legs().stream()
                .filter(leg -> leg.kind() == Leg.Kind.CAPTURE
                        && !leg.tuple().src().ip().equals(flow.client().at().ip())
                        && leg.forwardPackets() < sent)
                .findFirst();
    }

    /** The first rule that rewrites sources and keeps their ports. */
    private static Optional<Source> keepsPorts(Node node, boolean v6) {
        return LeavingRules.of(node.netns(), v6).stream()
                .filter(rule -> rule.action() instanceof Action.Masquerade masquerade && !masquerade.random()
                        || rule.action() instanceof Action.Snat snat && !snat.random())
                .map(Rule::source)
                .findFirst();
    }

    private static Finding finding(Case that, Node node, ConntrackSamples samples, List<Flow> waited) {
        List<Flow> failed =
                waited.stream().filter(flow -> flow.state().failed()).toList();
        List<Source> counted = List.of(
                samples.earlier().getFirst().source(), samples.last().getFirst().source());
        Optional<Source> rule = Stream.of(false, true)
                .flatMap(v6 -> keepsPorts(node, v6).stream())
                .findFirst();
        List<Source> lost = waited.stream()
                .flatMap(flow -> fewer(flow).stream())
                .map(Leg::source)
                .limit(3)
                .toList();
        long rose = samples.grown(COUNTER);
        Flow first = waited.getFirst();
        Proof proof = new Proof(
                Condition.yes("connection tracking of " + node.name() + " dropped what it could not insert", counted),
                new Condition(
                        "SYNs that came to " + node.name() + " did not leave it translated",
                        lost.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        lost),
                Condition.yes(
                        "clients sent SYNs again after a second",
                        waited.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Moments.near(that, counted.getLast(), waited),
                List.of(
                        new Condition(
                                "a rule rewrites sources without random ports",
                                rule.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                rule.stream().toList()),
                        new Condition(
                                "PW-059 PW-177: no packet was dropped for want of room or of a port",
                                samples.grown("drop") > rose ? Ternary.UNKNOWN : Ternary.YES,
                                counted)));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what("Through " + node.name() + ", " + waited.size()
                        + (waited.size() == 1 ? " connection" : " connections")
                        + " whose source is translated had to send the SYN again, for example " + first.client()
                        + " to " + first.server() + ".")
                .why("insert_failed grew by " + rose + " on " + node.name()
                        + ": connections that begin at once were given the same source port, and the kernel drops the"
                        + " later one when it leaves.")
                .shows("insert_failed grew by " + rose + " between two readings", counted.getLast());
        rule.ifPresent(at -> claim.shows("it keeps source ports (no --random-fully)", at));
        claim.shows(
                "SYN sent " + first.tcp().orElseThrow().syns() + " times",
                first.nearest().source());
        lost.stream().limit(1).forEach(at -> claim.shows("fewer packets left the node than came to it", at));
        if (failed.isEmpty()) {
            claim.explainsTold("connections through " + node.name() + " wait for a second SYN");
        }
        return claim.not("PW-170", "SYNs that a full accept queue drops are no failed insertions")
                .remedy("conntrack -S; sleep 30; conntrack -S  # on " + node.name(), "none, reads only", "")
                .remedy(
                        "# give the rule random ports (iptables -j MASQUERADE --random-fully, nft masquerade"
                                + " fully-random), more source addresses, or have clients keep connections open",
                        "low, new connections only",
                        "set the former rule")
                .then("insert_failed stands still while connections are made, and no SYN is sent twice")
                .unless("captures behind the node that have every SYN")
                .explains(that, failed, waited.size())
                .finding(Severity.S2, proof);
    }
}

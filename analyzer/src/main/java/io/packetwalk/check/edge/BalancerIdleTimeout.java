package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Idle;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;

/** PW-149: a connection through a load balancer was idle for longer than the balancer remembers it. */
public final class BalancerIdleTimeout implements Check {

    private static final CheckId ID = new CheckId("PW-149", "lb-idle-timeout", "edge", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        boolean timed = false;
        for (Service service : that.cluster().services()) {
            for (BalancerTimer timer : BalancerTimer.of(service).stream().toList()) {
                timed = true;
                Traffic traffic = Traffic.to(that, service);
                List<Flow> broken = traffic.all().stream()
                        .filter(flow -> !Whereabouts.fromInside(that, flow) && Idle.slept(flow))
                        .filter(flow -> flow.silenceMicros() >= timer.seconds() * 1_000_000)
                        .toList();
                if (!broken.isEmpty()) {
                    findings.add(finding(that, service, timer, traffic, broken));
                }
            }
        }
        return timed
                ? Outcome.of(findings, Needs.traffic(that), "no connection broke after its balancer's timer")
                : new Outcome.NotApplicable("no Service sets the idle timer of a load balancer");
    }

    /** The node that the connection came in by remembers it longer than it was idle. */
    private static Condition remembered(Case that, Flow flow) {
        return Whereabouts.entry(that, flow)
                .flatMap(node -> node.netns().sysctl(Idle.TRACKED))
                .flatMap(setting -> setting.number()
                        .map(seconds -> new Condition(
                                "PW-065: the node remembers connections for longer, " + seconds + " s",
                                Ternary.of(seconds * 1_000_000 > flow.silenceMicros()),
                                List.of(setting.source()))))
                .orElseGet(() -> Condition.unknown("PW-065: the node remembers connections for longer"));
    }

    private static Finding finding(
            Case that, Service service, BalancerTimer timer, Traffic traffic, List<Flow> broken) {
        Flow first = broken.getFirst();
        long idle = first.silenceMicros() / 1_000_000;
        List<Flow> failed =
                broken.stream().filter(flow -> flow.state().failed()).toList();
        Proof proof = new Proof(
                Condition.yes(
                        "the connection was idle for longer than the balancer's timer",
                        List.of(timer.source(), first.nearest().source())),
                Condition.yes(
                        "it came from outside, to a Service whose balancer has the timer",
                        List.of(first.nearest().source())),
                Stated.observed(broken),
                Moments.near(that, timer.source(), broken),
                List.of(
                        remembered(that, first),
                        Condition.unknown(
                                "a capture on the other side of the balancer shows that it dropped the connection")));
        Claim claim = Claim.of(ID).about(service.ref());
        if (failed.isEmpty()) {
            claim.explainsTold("connections through the balancer of " + service.ref() + " break after idling");
        }
        return claim.what(broken.size() + " of " + traffic.all().size() + " connections to " + service.ref()
                        + " from outside broke after " + idle + " s of silence.")
                .why("The load balancer of " + service.ref() + " forgets a connection after " + timer.seconds()
                        + " s without a packet, and the next packet belongs to nothing there.")
                .shows(timer.text(), timer.source())
                .shows(
                        idle + " s of silence, then no more answer",
                        first.nearest().source())
                .not("PW-173", "the failure follows the silence, not the request")
                .remedy(
                        "# keepalive below " + timer.seconds() + " s in the client or the server",
                        "low, this program only",
                        "set the former value")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " annotate --overwrite service "
                                + service.ref().name() + " " + timer.text().replaceFirst(": .*", "=VALUE"),
                        "low, the provider keeps idle connections longer",
                        "annotate the former value")
                .then("a connection that idles for " + idle + " s goes on")
                .unless("a FIN or reset of the server during the silence")
                .explains(that, failed, traffic.all().size())
                .finding(Severity.S2, proof);
    }
}

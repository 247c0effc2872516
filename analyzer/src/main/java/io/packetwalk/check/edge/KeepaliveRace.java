package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import java.util.List;

/** PW-141: the server closes an idle connection at the moment the controller sends the next request on it: a rare 502. */
public final class KeepaliveRace implements Check {

    private static final CheckId ID = new CheckId("PW-141", "keepalive-race", "edge", 19);

    /** Shorter than the shortest usual keep-alive of a server (5 s), long enough to be idle. */
    private static final long IDLE_MICROS = 2_000_000;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, KeepaliveRace::tells).stream()
                .map(trail -> finding(that, trail))
                .toList();
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(findings, List.of(), "no controller tells of an upstream that closed a connection in use");
    }

    private static boolean tells(String text) {
        return text.contains("upstream prematurely closed connection while reading response header")
                || text.contains("recv() failed (104") && text.contains("while reading response header from upstream");
    }

    /** The server had answered on the connection, was idle, said goodbye, and reset what came after. */
    private static boolean crossed(Flow flow) {
        return flow.tcp()
                        .filter(tcp -> tcp.established()
                                && tcp.payloadBackward() > 0
                                && tcp.finBackward()
                                && tcp.resetBy() == TcpFact.Side.SERVER)
                        .isPresent()
                && flow.silenceMicros() >= IDLE_MICROS
                // After TLS's own goodbye a server resets, too, and nothing is lost.
                && flow.greeting().filter(said -> said.kind().equals("http")).isPresent();
    }

    private static Finding finding(Case that, LogTrail trail) {
        List<Flow> crossed = that.flows().all().stream()
                .filter(KeepaliveRace::crossed)
                .filter(flow -> flow.client()
                        .object()
                        .filter(ref -> trail.place().equals(ref.toString()))
                        .isPresent())
                .toList();
        List<Source> at =
                crossed.stream().limit(2).map(flow -> flow.nearest().source()).toList();
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + ": a server closed a connection before it answered (" + trail.count()
                                + ").")
                        .why(
                                crossed.isEmpty()
                                        ? "Either an idle connection was reused at the moment the server closed it, or the server broke off."
                                        : "The server closes idle connections after about "
                                                + Math.round(crossed.getFirst().silenceMicros() / 1e6)
                                                + " s, the controller keeps them for longer: a request crossed the goodbye."),
                trail.place() + " closed early");
        crossed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "idle, then FIN of " + flow.reached() + ", and RST to the request after it",
                        flow.nearest().source()));
        return claim.not("PW-134", "the connection existed")
                .remedy("kubectl get configmap -A -o yaml | grep -i keepalive", "none, reads only", "")
                .remedy(
                        "# keep-alive of the server longer than that of the controller (upstream-keepalive-timeout, 60 s by default)",
                        "low, some more idle connections",
                        "the former value")
                .then("the log of " + trail.place() + " has no further such line")
                .unless("a rollout at that moment: then PW-016")
                .finding(
                        Severity.S2,
                        new Proof(
                                new Condition(
                                        "a capture shows that the request crossed the server's goodbye",
                                        crossed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                        at),
                                new Condition(
                                        "the controller logs the request that failed",
                                        trail.current().no() ? Ternary.NO : Ternary.YES,
                                        List.of(trail.last().source())),
                                new Condition(
                                        "requests failed so",
                                        trail.current().no() ? Ternary.NO : Ternary.YES,
                                        List.of(trail.last().source())),
                                new Condition(
                                        "the lines are of the time of the capture",
                                        trail.current(),
                                        List.of(trail.last().source())),
                                List.of()));
    }
}

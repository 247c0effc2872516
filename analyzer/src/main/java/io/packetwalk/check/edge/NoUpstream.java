package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.edge.EmptyUpstreams;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PW-134: the controller says that it reached no server behind a Service. */
public final class NoUpstream implements Check {

    private static final CheckId ID = new CheckId("PW-134", "ingress-no-upstream", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings =
                LogTrail.of(that, text -> tells(text) && !EmptyUpstreams.explained(that, text)).stream()
                        .map(trail -> finding(that, trail))
                        .toList();
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(
                        findings,
                        List.of(),
                        "no log tells of an upstream that was not reached for a reason of its own");
    }

    private static boolean tells(String text) {
        return text.contains("does not have any active Endpoint")
                || text.contains("no live upstreams")
                || text.contains("while connecting to upstream")
                || text.contains("upstream timed out (110");
    }

    private static String reason(String text) {
        if (text.contains("active Endpoint") || text.contains("no live upstreams")) {
            return "the Service has no ready endpoint: see PW-001 and PW-002";
        }
        if (text.contains("(111")) {
            return "the endpoint refuses the connection: see PW-004, PW-168 and PW-169";
        }
        if (text.contains("(113")) {
            return "there is no way to the endpoint: see PW-089 and PW-090";
        }
        return text.contains("(110")
                ? "the endpoint does not answer in time: see PW-069 and PW-171"
                : "the endpoint was not reached";
    }

    private static final Pattern SERVICE =
            Pattern.compile("Service \"([^/\"]+)/([^\"]+)\" does not have any active Endpoint");
    private static final Pattern UPSTREAM =
            Pattern.compile("upstream: \"[a-z]+://([0-9.]+:\\d+|\\[[0-9a-f:]+\\]:\\d+)");

    /** What the line says is in another artifact as well: slices without endpoint, or a captured connection to the same endpoint that failed. */
    private static Condition second(Case that, LogTrail trail) {
        String text = "another artifact shows it: slices without endpoints, or a captured failure";
        Matcher named = SERVICE.matcher(trail.last().text());
        if (named.find()) {
            Optional<Service> service = that.cluster().service(named.group(1), named.group(2));
            boolean empty = service.filter(there -> there.listed() == Service.Listed.SLICES)
                    .filter(there -> there.endpoints().stream().noneMatch(Endpoint::isReady))
                    .isPresent();
            return new Condition(
                    text,
                    empty ? Ternary.YES : Ternary.UNKNOWN,
                    service.map(there -> there.object().source()).stream().toList());
        }
        Matcher upstream = UPSTREAM.matcher(trail.last().text());
        List<Source> failed = upstream.find()
                ? IpPort.parse(upstream.group(1)).stream()
                        .flatMap(end -> that.flows().failed().stream()
                                .filter(flow -> flow.reached().equals(end)))
                        .limit(3)
                        .map(flow -> flow.nearest().source())
                        .toList()
                : List.of();
        return new Condition(text, failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES, failed);
    }

    private static Finding finding(Case that, LogTrail trail) {
        String reason = reason(trail.last().text());
        return trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " could not reach a server behind a Service (" + trail.count()
                                        + ").")
                                .why("By its last line " + reason + "."),
                        trail.place() + " no upstream")
                .not("PW-136", "the request matched a rule and an upstream")
                .remedy("kubectl get endpointslices -A", "none, reads only", "")
                .then("the log of " + trail.place() + " has no further such line")
                .unless("an answer of the same request by another endpoint: controllers try the next one")
                .finding(
                        Severity.S1,
                        trail.proof(
                                reason,
                                second(that, trail),
                                Condition.unknown("a client was answered 502, 503 or 504")));
    }
}

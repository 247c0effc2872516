package io.packetwalk.check.mesh;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-166: a client speaks HTTP/1.0, which Envoy answers 426 Upgrade Required. */
public final class OldHttp implements Check {

    private static final CheckId ID = new CheckId("PW-166", "mesh-protocol-426", "mesh", 19);
    private static final int UPGRADE_REQUIRED = 426;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<String, List<Flow>> seen = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            // A request for a websocket is answered 426 when its version is not known (RFC 6455 section 4.4): only the
            // version of HTTP is this cause's.
            if (flow.greeting()
                    .filter(said -> said.status() == UPGRADE_REQUIRED)
                    .isPresent()) {
                seen.computeIfAbsent(flow.reached().toString(), fresh -> new ArrayList<>())
                        .add(flow);
            }
        }
        List<LogTrail> trails = LogTrail.of(that, OldHttp::tells);
        List<Finding> findings = new ArrayList<>();
        trails.forEach(trail -> findings.add(
                finding(trail, seen.values().stream().flatMap(List::stream).toList())));
        return findings.isEmpty()
                ? Access.blind(that).orElseGet(() -> new Outcome.Clear("no sidecar refused HTTP/1.0"))
                : new Outcome.Found(findings);
    }

    private static boolean tells(String text) {
        return text.contains(" 426 ") && (text.contains("low_version") || text.contains(" HTTP/1.0\" 426 "));
    }

    private static Finding finding(LogTrail trail, List<Flow> seen) {
        List<Source> at =
                seen.stream().limit(2).map(flow -> flow.nearest().source()).toList();
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + ": requests in HTTP/1.0 were answered 426 (" + trail.count() + ").")
                        .why(
                                "Envoy speaks HTTP/1.1 and later; a client or an old proxy in front sends HTTP/1.0 (nginx does so to its upstreams by default)."),
                trail.place() + " HTTP/1.0");
        seen.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "answered 426"
                                + flow.greeting()
                                        .map(Greeting::host)
                                        .filter(host -> !host.isEmpty())
                                        .map(host -> " for " + host)
                                        .orElse(""),
                        flow.nearest().source()));
        return claim.not("PW-140", "the version of HTTP, not of a websocket, is refused")
                .remedy(
                        "# proxy_http_version 1.1 in the proxy before the mesh, or a newer client",
                        "low, this client only",
                        "the former setting")
                .then("curl --http1.1 to the same address is answered")
                .unless("a probe of an old load balancer whose answer nobody minds")
                .finding(
                        Severity.S2,
                        trail.proof(
                                "the access log names the version",
                                new Condition(
                                        "a capture shows the answer 426",
                                        at.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                        at)));
    }
}

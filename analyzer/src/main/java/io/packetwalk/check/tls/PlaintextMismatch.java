package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.Scheme;
import io.packetwalk.check.witness.SeenOrTold;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-159: one side speaks TLS and the other plain text. */
public final class PlaintextMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-159", "tls-plaintext-mismatch", "tls", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        Map<IpPort, List<Flow>> seen = new TreeMap<>();
        for (Flow flow : Scheme.crossed(that, flow -> true)) {
            seen.computeIfAbsent(flow.reached(), at -> new ArrayList<>()).add(flow);
        }
        seen.forEach((end, flows) -> findings.add(captured(that, end, flows)));
        return SeenOrTold.of(
                that,
                findings,
                PlaintextMismatch::tells,
                PlaintextMismatch::logged,
                "nothing tells of TLS that met plain text");
    }

    private static boolean tells(String text) {
        return !text.contains("upstream")
                && (text.contains("server gave HTTP response to HTTPS client")
                        || text.contains("first record does not look like a TLS handshake")
                        || text.contains("client sent an HTTP request to an HTTPS server")
                        || text.contains("wrong version number"));
    }

    private static Finding captured(Case that, IpPort end, List<Flow> flows) {
        Flow first = flows.getFirst();
        long to = that.flows().all().stream()
                .filter(flow -> flow.reached().equals(end))
                .count();
        List<Source> at = List.of(first.nearest().source());
        ObjectRef server = that.cluster().objectAt(end.ip()).orElse(new ObjectRef("Address", "", end.toString()));
        Claim claim = Claim.of(ID)
                .about(server)
                .what(flows.size() + " of " + to + " connections to " + server + " port " + end.port()
                        + " began with TLS and were answered in plain HTTP.")
                .why("The client uses https, the port speaks http: the scheme or the port is wrong.")
                .shows(
                        "ClientHello of TLS " + first.greeting().orElseThrow().version() + ", answered with status "
                                + first.greeting().orElseThrow().status(),
                        first.nearest().source());
        flows.forEach(flow -> claim.explainsTold("plaintext " + flow.id()));
        return said(claim, server.toString())
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("the first bytes of both sides are captured", at),
                                Condition.yes("no such connection can work", at)));
    }

    private static Finding logged(LogTrail trail) {
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + ": one side speaks TLS and the other plain text (" + trail.count() + ").")
                        .why(
                                "The first bytes of one side are not what the other expects: the scheme or the port is wrong."),
                trail.place() + " plaintext");
        return said(claim, "the server")
                .finding(Severity.S1, trail.proof("the error names it", Scheme.captured(List.of())));
    }

    private static Claim said(Claim claim, String server) {
        return claim.not("PW-162", "no certificate is judged, it does not come so far")
                .remedy("openssl s_client -connect HOST:PORT </dev/null", "none, one connection", "")
                .then("curl -v with the other scheme to " + server + " is answered")
                .unless("a capture of the connection that begins with a TLS record on both sides");
    }
}

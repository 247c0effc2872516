package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.Scheme;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import java.util.List;

/** PW-138: the controller speaks another protocol than the server behind it. */
public final class ProtocolMismatchBackend implements Check {

    private static final CheckId ID = new CheckId("PW-138", "backend-protocol-mismatch", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, ProtocolMismatchBackend::tells).stream()
                .map(trail -> finding(that, trail))
                .toList();
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(findings, List.of(), "no log tells of a protocol that the upstream does not speak");
    }

    private static boolean tells(String text) {
        boolean upstream = text.contains("upstream");
        return upstream
                && (text.contains("wrong version number")
                        || text.contains("SSL_do_handshake() failed")
                        || text.contains("plain HTTP request was sent to HTTPS port")
                        || text.contains("upstream sent no valid HTTP/1.0 header")
                        || text.contains("upstream sent too large http2 frame")
                        || text.contains(
                                "upstream prematurely closed connection while reading response header from upstream, grpc"));
    }

    private static boolean from(Case that, LogTrail trail, Flow flow) {
        return that.cluster()
                .podAt(flow.client().at().ip())
                .filter(pod -> trail.place()
                        .endsWith(pod.ref().namespace() + "/" + pod.ref().name()))
                .isPresent();
    }

    private static Finding finding(Case that, LogTrail trail) {
        return trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " and a server behind it do not speak the same protocol ("
                                        + trail.count() + ").")
                                .why(
                                        "Its last line shows TLS, plain HTTP or HTTP/2 where the other side expects something else."),
                        trail.place() + " backend protocol")
                .not("PW-134", "the connection was made")
                .remedy(
                        "kubectl get svc,ingress -A -o yaml | grep -iE 'appProtocol|backend-protocol'",
                        "none, reads only",
                        "")
                .remedy(
                        "# set appProtocol of the Service port, or the controller's backend-protocol annotation, to what the server speaks",
                        "low, this backend only",
                        "the former value")
                .then("the log of " + trail.place() + " has no further such line")
                .unless("a capture of the connection in which both sides speak the same")
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the controller's error names the protocol",
                                Scheme.captured(Scheme.crossed(that, flow -> from(that, trail, flow)))));
    }
}

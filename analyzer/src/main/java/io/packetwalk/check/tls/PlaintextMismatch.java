package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.LogTrail;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;

/** PW-159: one side speaks TLS, the other plain text. */
public final class PlaintextMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-159", "tls-plaintext-mismatch", "tls", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, PlaintextMismatch::tells).stream()
                .map(PlaintextMismatch::finding)
                .toList();
        return findings.isEmpty() && LogTrail.silent(that)
                ? new Outcome.NotApplicable("no log of an application in the bundle")
                : Outcome.of(findings, List.of(), "no log tells of TLS that met plain text");
    }

    private static boolean tells(String text) {
        return !text.contains("upstream")
                && (text.contains("server gave HTTP response to HTTPS client")
                        || text.contains("first record does not look like a TLS handshake")
                        || text.contains("client sent an HTTP request to an HTTPS server")
                        || text.contains("wrong version number"));
    }

    private static Finding finding(LogTrail trail) {
        List<Source> at = List.of(trail.last().source());
        return trail.shown(Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + ": one side speaks TLS and the other plain text (" + trail.count()
                                + ")."))
                .why("The first bytes of one side are not what the other expects: the scheme or the port is wrong.")
                .not("PW-162", "no certificate is judged, it does not come so far")
                .remedy("openssl s_client -connect HOST:PORT </dev/null", "none, one connection", "")
                .then("the log of " + trail.place() + " has no further such line")
                .unless("a capture of the connection that begins with a TLS record on both sides")
                .explainsTold(trail.place() + " plaintext")
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("the error names it", at), Condition.yes("connections failed so", at)));
    }
}

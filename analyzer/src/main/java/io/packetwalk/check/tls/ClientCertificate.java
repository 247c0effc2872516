package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.SeenOrTold;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** PW-160: the server wants a certificate of the client, and gets none or one that it does not accept. */
public final class ClientCertificate implements Check {

    private static final CheckId ID = new CheckId("PW-160", "tls-client-cert", "tls", 19);

    /** Alerts that speak of a certificate; from the server's side that can only be the client's. */
    private static final Set<Integer> OF_CERTIFICATES = Set.of(41, 42, 43, 44, 45, 46, 48, 116);

    /** OpenSSL's word up to TLS 1.2 for a certificate that did not come (ssl/statem/statem_srvr.c); it has other reasons, too. */
    private static final int HANDSHAKE_FAILURE = 40;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        Alerts.in(
                        that,
                        alert -> alert.byServer()
                                && alert.answered()
                                && (OF_CERTIFICATES.contains(alert.code()) || alert.code() == HANDSHAKE_FAILURE))
                .forEach(alerts -> findings.add(captured(that, alerts)));
        return SeenOrTold.of(
                that,
                findings,
                ClientCertificate::tells,
                ClientCertificate::logged,
                "no server refused a client's certificate");
    }

    private static boolean tells(String text) {
        return !text.contains("TLS_error:")
                && (text.contains("client didn't provide a certificate")
                        || text.contains("peer did not return a certificate")
                        || text.contains("client sent no required SSL certificate")
                        || text.contains("client SSL certificate verify error")
                        || text.contains("tlsv13 alert certificate required"));
    }

    private static Finding captured(Case that, Alerts alerts) {
        boolean named = alerts.alert().code() != HANDSHAKE_FAILURE;
        return said(alerts.claim(that, ID)
                        .why(
                                named
                                        ? "The server asked the client for a certificate and did not accept what came: "
                                                + alerts.alert().name() + "."
                                        : "The server ended the handshake after its own hello, as OpenSSL does when the client has no certificate."))
                .finding(
                        Severity.S1,
                        alerts.proof(new Condition(
                                "the alert speaks of a certificate",
                                named ? Ternary.YES : Ternary.UNKNOWN,
                                List.of(alerts.source()))));
    }

    private static Finding logged(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + ": a client's certificate is missing or refused (" + trail.count()
                                        + ").")
                                .why(
                                        "The server wants a certificate of its clients, and this one has none that it accepts."),
                        trail.place() + " client certificate"))
                .finding(
                        Severity.S1,
                        trail.proof("the error names it", Condition.unknown("a capture shows the server's alert")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-157", "the server judges the client's certificate, not the other way round")
                .not("PW-162", "no sidecar tells of it")
                .remedy(
                        "openssl s_client -servername HOST -connect HOST:PORT </dev/null  # lists the authorities it accepts",
                        "none, one connection",
                        "")
                .remedy(
                        "# mount a certificate of an accepted authority in the client",
                        "low, this client only",
                        "the former Secret")
                .then("openssl s_client -cert CERT -key KEY -servername HOST -connect HOST:PORT ends without an alert")
                .unless("a log of the server that names another reason");
    }
}

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

/** PW-158: the two sides have no version, cipher or protocol in common: the server ends the handshake before it says anything else. */
public final class HandshakeMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-158", "tls-version-cipher-alpn", "tls", 19);

    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    /** Alerts by which a server refuses what a ClientHello offers. */
    private static final Set<Integer> REFUSALS =
            Set.of(HANDSHAKE_FAILURE, 47, PROTOCOL_VERSION, 71, 86, 109, NO_APPLICATION_PROTOCOL);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        Alerts.in(that, alert -> alert.byServer() && !alert.answered() && REFUSALS.contains(alert.code()))
                .forEach(alerts -> findings.add(captured(that, alerts)));
        return SeenOrTold.of(
                that,
                findings,
                HandshakeMismatch::tells,
                HandshakeMismatch::logged,
                "no server refused what a client offers");
    }

    private static boolean tells(String text) {
        return !text.contains("TLS_error:")
                && (text.contains("protocol version not supported")
                        || text.contains("tlsv1 alert protocol version")
                        || text.contains("no shared cipher")
                        || text.contains("client offered only unsupported versions")
                        || text.contains("no cipher suite supported by both client and server")
                        || text.contains("no application protocol"));
    }

    private static String why(Alerts alerts) {
        String version = alerts.greeting().version();
        String alpn = alerts.greeting().alpn();
        return switch (alerts.alert().code()) {
            case PROTOCOL_VERSION ->
                "The client offers TLS up to " + version + ", and the server accepts no such version.";
            case NO_APPLICATION_PROTOCOL ->
                "The client offers the protocols " + alpn + " (ALPN), and the server speaks none of them.";
            case HANDSHAKE_FAILURE ->
                "The server finds no cipher and key in common with what the client offers (TLS up to " + version + ").";
            default -> "The server refuses what the client offers (TLS up to " + version + ").";
        };
    }

    private static Finding captured(Case that, Alerts alerts) {
        boolean named =
                alerts.alert().code() == PROTOCOL_VERSION || alerts.alert().code() == NO_APPLICATION_PROTOCOL;
        return said(alerts.claim(that, ID).why(why(alerts)))
                .finding(
                        Severity.S1,
                        alerts.proof(
                                new Condition(
                                        "the alert says which of version, cipher and protocol it is",
                                        named ? Ternary.YES : Ternary.UNKNOWN,
                                        List.of(alerts.source())),
                                Condition.yes(
                                        "PW-160: the server had not asked for a certificate yet",
                                        List.of(alerts.source()))));
    }

    private static Finding logged(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + ": a TLS handshake found nothing in common (" + trail.count()
                                        + ").")
                                .why("The two sides share no version, cipher or protocol."),
                        trail.place() + " handshake"))
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the error names it",
                                Condition.unknown("a capture shows the alert and what the client offered")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-157", "no certificate was judged, it did not come so far")
                .remedy(
                        "openssl s_client -tls1_2 -alpn h2,http/1.1 -servername HOST -connect HOST:PORT </dev/null",
                        "none, one connection",
                        "")
                .remedy(
                        "# let both sides share a version (TLS 1.2 at least), a cipher and a protocol",
                        "low, this server or this client only",
                        "the former setting")
                .then("the same client connects")
                .unless("a middlebox that changes what the client offers: capture at the server");
    }
}

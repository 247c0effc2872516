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
import io.packetwalk.fact.capture.TlsAlert;
import io.packetwalk.fact.k8s.SecretFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PW-157: the client does not know who signed the server's certificate: the server leaves an intermediate out, or the client's store lacks the root. */
public final class ChainUntrusted implements Check {

    private static final CheckId ID = new CheckId("PW-157", "tls-chain-untrusted", "tls", 19);

    /** What some libraries send for whatever they dislike of a certificate (Go: 42, Java: 46). */
    private static final Set<Integer> VAGUE = Set.of(42, 46);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        for (Alerts alerts :
                Alerts.in(that, alert -> !alert.byServer() && (alert.code() == 48 || VAGUE.contains(alert.code())))) {
            if (alerts.alert().code() == 48 || other(that, alerts).holds() != Ternary.NO) {
                findings.add(captured(that, alerts));
            }
        }
        return SeenOrTold.of(
                that, findings, ChainUntrusted::tells, ChainUntrusted::logged, "nobody distrusts a certificate");
    }

    private static boolean tells(String text) {
        return !text.contains("spiffe")
                && !text.contains("TLS_error:")
                && (text.contains("certificate signed by unknown authority")
                        || text.contains("unable to get local issuer certificate")
                        || text.contains("unable to verify the first certificate")
                        || text.contains("self-signed certificate in certificate chain")
                        || text.contains("self signed certificate in certificate chain")
                        || text.contains("PKIX path building failed"));
    }

    /** A vague alert may be about dates or names as well: the certificate in the Secret tells, when it is there. */
    private static Condition other(Case that, Alerts alerts) {
        String text = "PW-155 PW-156: the certificate of that name is valid and covers it";
        Optional<SecretFact> secret = that.cluster().edge().secrets().stream()
                .filter(candidate -> Served.in(that).stream()
                        .anyMatch(served ->
                                served.secret().filter(candidate::equals).isPresent()
                                        && served.entry().hosts().contains(alerts.host())))
                .findFirst();
        Optional<SecretFact.Certificate> certificate = secret.flatMap(SecretFact::certificate);
        if (certificate.isEmpty()) {
            return Condition.unknown(text);
        }
        Instant now = alerts.flows().getFirst().start();
        boolean fine = now.isAfter(certificate.get().from())
                && now.isBefore(certificate.get().until())
                && certificate.get().names().stream().anyMatch(name -> NameMismatch.covers(name, alerts.host()));
        return new Condition(text, Ternary.of(fine), List.of(secret.get().source()));
    }

    /** Between a client and a pod of the same cluster stands no proxy that signs certificates anew. */
    private static Condition straight(Alerts alerts) {
        boolean inside = !alerts.object().kind().equals("Address");
        return new Condition(
                "PW-176: no proxy of the way out stands between the two",
                inside ? Ternary.YES : Ternary.UNKNOWN,
                inside ? List.of(alerts.source()) : List.of());
    }

    private static Finding captured(Case that, Alerts alerts) {
        TlsAlert alert = alerts.alert();
        boolean vague = alert.code() != 48;
        Claim claim = alerts.claim(that, ID)
                .why(
                        "The client does not know who signed the certificate: the server leaves an intermediate out, or the root is not in the client's store.");
        return vague
                ? said(claim)
                        .finding(
                                Severity.S1,
                                alerts.proof(
                                        straight(alerts),
                                        other(that, alerts),
                                        Condition.unknown("the alert names the signer: " + alert.name()
                                                + " is said of any fault of a certificate")))
                : said(claim).finding(Severity.S1, alerts.proof(straight(alerts)));
    }

    private static Finding logged(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " does not trust a server's certificate (" + trail.count() + ").")
                                .why(
                                        "It does not know who signed it: the server leaves an intermediate out, or the root is not in its store."),
                        trail.place() + " untrusted"))
                .finding(
                        Severity.S1,
                        trail.proof("the error names it", Condition.unknown("a capture shows the alert unknown_ca")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-158", "the handshake came as far as the certificate")
                .remedy(
                        "openssl s_client -showcerts -servername HOST -connect HOST:PORT </dev/null",
                        "none, one connection",
                        "")
                .remedy(
                        "# put the intermediates behind the certificate in tls.crt, or add the root to the client's store",
                        "low, this server or this client only",
                        "the former Secret or image")
                .then(
                        "openssl s_client -verify_return_error -servername HOST -connect HOST:PORT ends with Verify return code: 0")
                .unless("a browser that works proves nothing: it fetches missing intermediates by itself");
    }
}

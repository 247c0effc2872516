package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.k8s.SecretFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Missing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** PW-155: a served certificate has expired, or is not valid yet. */
public final class CertificateValidity implements Check {

    private static final CheckId ID = new CheckId("PW-155", "tls-validity", "tls", 19);

    /** {@code certificate_expired}, RFC 8446 section 6.2. */
    private static final int EXPIRED = 45;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Served> served = Served.in(that);
        Optional<Outcome> blind = Served.blind(that, served);
        List<Finding> findings = new ArrayList<>();
        Alerts.in(that, alert -> alert.code() == EXPIRED && !alert.byServer())
                .forEach(alerts -> findings.add(captured(that, alerts)));
        LogTrail.of(that, CertificateValidity::tells).stream()
                .filter(trail -> findings.isEmpty())
                .toList()
                .forEach(trail -> findings.add(logged(trail)));
        if (blind.isPresent()) {
            return findings.isEmpty() ? blind.get() : new Outcome.Found(findings);
        }
        Optional<Instant> now = that.cluster().inventory().readings().stream()
                .flatMap(entry -> entry.window().stream())
                .map(Window::to)
                .max(Comparator.naturalOrder())
                .or(() -> that.flows().all().stream().map(Flow::end).max(Comparator.naturalOrder()));
        if (now.isEmpty()) {
            return Outcome.of(
                    findings,
                    List.of(new Missing("the time of the collection", "no artifact tells it", "packetwalk collect")),
                    "");
        }
        for (Served entry : served) {
            entry.secret().flatMap(SecretFact::certificate).ifPresent(certificate -> {
                if (now.get().isAfter(certificate.until()) || now.get().isBefore(certificate.from())) {
                    findings.add(finding(entry, certificate, now.get()));
                }
            });
        }
        return Outcome.of(findings, List.of(), "every served certificate is valid at the time of the collection");
    }

    /** Go, OpenSSL, Java; what is not valid yet is the clock's (PW-183), or the dates of the Secret show it. */
    private static boolean tells(String text) {
        boolean go = text.contains("certificate has expired or is not yet valid");
        return !text.contains("TLS_error:")
                && (go
                        ? !text.contains(" is before ")
                        : text.contains("certificate has expired") || text.contains("CertificateExpiredException"));
    }

    private static Finding captured(Case that, Alerts alerts) {
        return said(alerts.claim(that, ID).why("The client says that the server's certificate has expired."))
                .finding(
                        Severity.S1,
                        alerts.proof(Condition.unknown(
                                "PW-183: the client's clock is right; the dates of the certificate")));
    }

    private static Finding logged(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " was shown a certificate that has expired (" + trail.count()
                                        + ").")
                                .why("The server goes on with a certificate whose last day is over."),
                        trail.place() + " certificate dates"))
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the error names it",
                                Condition.unknown("the certificate itself, or a capture with the alert")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-157", "the dates, not the signer, are refused")
                .remedy(
                        "openssl s_client -servername HOST -connect HOST:PORT </dev/null | openssl x509 -noout -dates",
                        "none, one connection",
                        "")
                .remedy(
                        "# renew the certificate and let the server read it again",
                        "low, this name only",
                        "the former Secret")
                .then("the same openssl command shows a day to come")
                .unless("a client whose clock is ahead (PW-183)");
    }

    private static Finding finding(Served entry, SecretFact.Certificate certificate, Instant now) {
        boolean expired = now.isAfter(certificate.until());
        SecretFact secret = entry.secret().orElseThrow();
        List<Source> at = List.of(secret.source());
        String why = expired
                ? "It expired at " + certificate.until() + "."
                : "It is valid from " + certificate.from() + " on.";
        return Claim.of(ID)
                .about(entry.by())
                .about(secret.ref())
                .what("The certificate that " + entry.by() + " serves for "
                        + String.join(", ", entry.entry().hosts()) + (expired ? " has expired." : " is not valid yet."))
                .why(why + " The bundle is of " + now + ".")
                .shows("valid from " + certificate.from() + " until " + certificate.until(), secret.source())
                .shows("named by " + entry.by(), entry.entry().source())
                .not("PW-156", "the dates, not the names, are wrong")
                .remedy("kubectl -n " + secret.ref().namespace() + " describe certificate", "none, reads only", "")
                .remedy("# renew the certificate in " + secret.ref(), "low, this name only", "the former Secret")
                .then(
                        "openssl s_client -servername HOST -connect CONTROLLER:443 </dev/null | openssl x509 -noout -dates")
                .unless("a clock that is wrong on the collecting machine (PW-183)")
                .explainsTold(entry.by() + " certificate dates")
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes(why, at),
                                Condition.yes(
                                        "an Ingress serves it",
                                        List.of(entry.entry().source()))));
    }
}

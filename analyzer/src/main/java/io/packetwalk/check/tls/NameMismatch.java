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
import io.packetwalk.fact.k8s.SecretFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** PW-156: the served certificate is not for the host names that the Ingress serves. */
public final class NameMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-156", "tls-san-sni-mismatch", "tls", 19);

    /** {@code unrecognized_name}, RFC 6066 section 3. */
    private static final int UNRECOGNIZED = 112;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Served> served = Served.in(that);
        Optional<Outcome> blind = Served.blind(that, served);
        List<Finding> findings = new ArrayList<>();
        Alerts.in(that, alert -> alert.code() == UNRECOGNIZED && alert.byServer())
                .forEach(alerts -> findings.add(captured(that, alerts)));
        LogTrail.of(that, NameMismatch::tells).stream()
                .filter(trail -> findings.isEmpty())
                .toList()
                .forEach(trail -> findings.add(logged(trail)));
        if (blind.isPresent()) {
            return findings.isEmpty() ? blind.get() : new Outcome.Found(findings);
        }
        for (Served entry : served) {
            entry.secret().flatMap(SecretFact::certificate).ifPresent(certificate -> {
                List<String> bare = entry.entry().hosts().stream()
                        .filter(host -> certificate.names().stream().noneMatch(name -> covers(name, host)))
                        .toList();
                if (!bare.isEmpty()) {
                    findings.add(finding(entry, certificate, bare));
                }
            });
        }
        return Outcome.of(findings, List.of(), "every served certificate covers its hosts");
    }

    /** A wildcard stands for exactly one label, the first (RFC 9525, 6.3). */
    static boolean covers(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        int dot = asked.indexOf('.');
        return pattern.equals(asked)
                || pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(asked.substring(dot));
    }

    /** Go, OpenSSL and Python, curl, Java. */
    private static boolean tells(String text) {
        return text.contains("x509: certificate is valid for ") && text.contains(", not ")
                || text.contains("Hostname mismatch, certificate is not valid for")
                || text.contains("no alternative certificate subject name matches")
                || text.contains("doesn't contain any IP SANs")
                || text.contains("No subject alternative DNS name matching");
    }

    private static Finding captured(Case that, Alerts alerts) {
        return said(alerts.claim(that, ID)
                        .why("The server serves no host " + (alerts.host().isEmpty() ? "without a name" : alerts.host())
                                + ": the client sent "
                                + (alerts.host().isEmpty() ? "no server name (SNI)." : "that server name (SNI).")))
                .finding(Severity.S1, alerts.proof());
    }

    private static Finding logged(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " was shown a certificate for another name (" + trail.count()
                                        + ").")
                                .why("No name of the server's certificate covers the host that was asked for."),
                        trail.place() + " certificate names"))
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the error names both",
                                Condition.unknown("the certificate itself, or a capture with the alert")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-155", "the names, not the dates, are refused")
                .remedy(
                        "openssl s_client -servername HOST -connect HOST:PORT </dev/null | openssl x509 -noout -ext subjectAltName",
                        "none, one connection",
                        "")
                .remedy(
                        "# use a name that the certificate has, or issue one that also has this name",
                        "low, this name only",
                        "the former Secret or name")
                .then(
                        "openssl s_client -verify_hostname HOST -servername HOST -connect HOST:PORT ends with Verify return code: 0")
                .unless("a client that is meant to reach the server by an address and has the check turned off");
    }

    private static Finding finding(Served entry, SecretFact.Certificate certificate, List<String> bare) {
        SecretFact secret = entry.secret().orElseThrow();
        List<Source> at = List.of(secret.source());
        String names = String.join(", ", certificate.names());
        return Claim.of(ID)
                .about(entry.by())
                .about(secret.ref())
                .what("The certificate that " + entry.by() + " serves does not cover " + String.join(", ", bare) + ".")
                .why("It is for " + names + "; a wildcard stands for one label only.")
                .shows("names " + names, secret.source())
                .shows(
                        "hosts " + String.join(", ", entry.entry().hosts()),
                        entry.entry().source())
                .not("PW-155", "the names, not the dates, are wrong")
                .remedy(
                        "# issue a certificate that also has " + String.join(", ", bare),
                        "low, this Ingress only",
                        "the former Secret")
                .then("openssl s_client -servername " + bare.getFirst()
                        + " -connect CONTROLLER:443 </dev/null | openssl x509 -noout -ext subjectAltName")
                .unless("another certificate that the controller picks by SNI")
                .explainsTold(entry.by() + " certificate names")
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("no name of the certificate covers the host", at),
                                Condition.yes(
                                        "an Ingress serves it",
                                        List.of(entry.entry().source()))));
    }
}

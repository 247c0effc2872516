package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.SecretFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** PW-156: the served certificate is not for the host names that the Ingress serves. */
public final class NameMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-156", "tls-san-sni-mismatch", "tls", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Served> served = Served.in(that);
        Optional<Outcome> blind = Served.blind(that, served);
        if (blind.isPresent()) {
            return blind.get();
        }
        List<Finding> findings = new ArrayList<>();
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

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
        Optional<Instant> now = that.cluster().inventory().readings().stream()
                .flatMap(entry -> entry.window().stream())
                .map(Window::to)
                .max(Comparator.naturalOrder())
                .or(() -> that.flows().all().stream().map(Flow::end).max(Comparator.naturalOrder()));
        if (now.isEmpty()) {
            return new Outcome.Undetermined(List.of(
                    new Missing("the time of the collection", "no artifact tells it", "packetwalk collect cluster")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Served entry : served) {
            entry.secret().flatMap(SecretFact::certificate).ifPresent(certificate -> {
                if (now.get().isAfter(certificate.until()) || now.get().isBefore(certificate.from())) {
                    findings.add(finding(entry, certificate, now.get()));
                }
            });
        }
        return Outcome.of(findings, List.of(), "every served certificate is valid at the time of the collection");
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

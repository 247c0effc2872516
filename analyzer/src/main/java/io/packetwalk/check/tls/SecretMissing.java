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
import java.util.List;
import java.util.Optional;

/** PW-154: the Secret that an Ingress names for TLS is missing or holds no certificate, so the controller serves its own. */
public final class SecretMissing implements Check {

    private static final CheckId ID = new CheckId("PW-154", "tls-secret-missing-or-wrong", "tls", 19);

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
        List<Finding> findings = served.stream()
                .filter(entry -> entry.secret().filter(SecretMissing::usable).isEmpty())
                .map(entry -> finding(that, entry))
                .toList();
        return Outcome.of(findings, List.of(), "every TLS Secret is there and holds a certificate and a key");
    }

    private static boolean usable(SecretFact secret) {
        return secret.keys().contains("tls.crt") && secret.keys().contains("tls.key");
    }

    private static Finding finding(Case that, Served entry) {
        String namespace = entry.by().namespace();
        Optional<SecretFact> elsewhere = that.cluster().edge().secrets().stream()
                .filter(secret -> secret.ref().name().equals(entry.entry().secret()))
                .filter(secret -> !secret.ref().namespace().equals(namespace))
                .findFirst();
        String why = entry.secret()
                .map(secret -> "It is of type " + secret.type() + " with the entries "
                        + String.join(", ", secret.keys()) + ".")
                .orElseGet(() -> elsewhere
                        .map(secret -> "It exists in namespace " + secret.ref().namespace() + " only.")
                        .orElse("No Secret of that name is there."));
        List<Source> at = List.of(entry.entry().source());
        Claim claim = Claim.of(ID)
                .about(entry.by())
                .what(entry.by() + " cannot serve its certificate for "
                        + String.join(", ", entry.entry().hosts()) + ".")
                .why("secretName is " + entry.entry().secret() + ". " + why)
                .shows("secretName " + entry.entry().secret(), entry.entry().source());
        entry.secret().ifPresent(secret -> claim.shows("type " + secret.type(), secret.source()));
        return claim.not("PW-156", "no certificate of its own is served at all")
                .remedy(
                        "kubectl -n " + namespace + " get secret "
                                + entry.entry().secret(),
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " create secret tls "
                                + entry.entry().secret() + " --cert=CERT.pem --key=KEY.pem",
                        "low, this name only",
                        "kubectl -n " + namespace + " delete secret "
                                + entry.entry().secret())
                .then(
                        "openssl s_client -servername HOST -connect CONTROLLER:443 </dev/null | openssl x509 -noout -subject")
                .unless("a Secret dump of the same time that has it")
                .explainsTold(entry.by() + " certificate")
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes(why, at),
                                Condition.yes("the Ingress asks for it", at),
                                Condition.unknown("the dump of Secrets is complete for the namespace")));
    }
}

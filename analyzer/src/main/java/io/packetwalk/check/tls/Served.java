package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.SecretFact;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that is served for host names.
 *
 * @param by the Ingress
 * @param entry its TLS entry
 * @param secret the Secret, when it was dumped
 */
record Served(ObjectRef by, IngressFact.Tls entry, Optional<SecretFact> secret) {

    /** Every TLS entry of every Ingress that names a Secret. */
    static List<Served> in(Case that) {
        List<Served> served = new ArrayList<>();
        for (IngressFact ingress : that.cluster().edge().ingresses()) {
            for (IngressFact.Tls entry : ingress.tls()) {
                if (!entry.secret().isEmpty()) {
                    served.add(new Served(
                            ingress.ref(),
                            entry,
                            that.cluster().edge().secrets().stream()
                                    .filter(secret -> secret.ref()
                                                    .namespace()
                                                    .equals(ingress.ref().namespace())
                                            && secret.ref().name().equals(entry.secret()))
                                    .findFirst()));
                }
            }
        }
        return served;
    }

    /** What it means that no certificate could be looked at. */
    static Optional<Outcome> blind(Case that, List<Served> served) {
        if (served.isEmpty()) {
            return Optional.of(new Outcome.NotApplicable("no Ingress names a TLS Secret"));
        }
        return that.cluster().edge().secrets().isEmpty()
                ? Optional.of(
                        new Outcome.Undetermined(
                                List.of(
                                        new Missing(
                                                "TLS Secrets",
                                                "none is in the bundle; only their certificates are needed",
                                                "kubectl get secret NAME -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -dates -ext subjectAltName"))))
                : Optional.empty();
    }
}

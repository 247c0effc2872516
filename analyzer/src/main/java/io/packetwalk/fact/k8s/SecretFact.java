package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Secret. Of its contents only the public certificate is read; keys are never kept.
 *
 * @param source the object's line
 * @param ref name
 * @param type for example {@code kubernetes.io/tls}
 * @param keys names of its entries
 * @param certificate first certificate of {@code tls.crt}, when it is there and readable
 */
public record SecretFact(
        Source source, ObjectRef ref, String type, List<String> keys, Optional<Certificate> certificate)
        implements ApiObject {

    /**
     * An X.509 certificate.
     *
     * @param from notBefore
     * @param until notAfter
     * @param names DNS names of the subject alternative names, else the common name
     * @param issuer issuer's name
     */
    public record Certificate(Instant from, Instant until, List<String> names, String issuer) {}
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.SecretFact;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Secrets: their type, the names of their entries, and the public certificate. Nothing else of their data is looked at. */
final class SecretReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Map<String, Field> data = item.at("data").fields();
        Field crt = item.at("data", "tls.crt");
        return List.of(new SecretFact(
                item.source(),
                item.ref(),
                item.at("type").text("Opaque"),
                List.copyOf(data.keySet()),
                crt.present() ? certificate(crt.text("")) : Optional.empty()));
    }

    private static Optional<SecretFact.Certificate> certificate(String base64) {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(base64);
            Certificate read =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return read instanceof X509Certificate x509 ? Optional.of(facts(x509)) : Optional.empty();
        } catch (CertificateException | IllegalArgumentException redactedOrBroken) {
            return Optional.empty();
        }
    }

    private static SecretFact.Certificate facts(X509Certificate x509) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = x509.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> name : alternatives) {
                // RFC 5280, GeneralName: 2 is dNSName, 7 is iPAddress.
                if (name.get(0) instanceof Integer kind && (kind == 2 || kind == 7)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        }
        if (names.isEmpty()) {
            for (String part : x509.getSubjectX500Principal().getName().split(",", -1)) {
                if (part.startsWith("CN=")) {
                    names.add(part.substring(3));
                }
            }
        }
        return new SecretFact.Certificate(
                x509.getNotBefore().toInstant(),
                x509.getNotAfter().toInstant(),
                List.copyOf(names),
                x509.getIssuerX500Principal().getName());
    }
}

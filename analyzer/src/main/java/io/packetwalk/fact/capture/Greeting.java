package io.packetwalk.fact.capture;

import java.util.Optional;

/**
 * What the first bytes of a conversation say in the clear. Headers only, never a body; what could be a secret (a query, a cookie, a token) is left out. Texts are
 * empty and numbers 0 when the bytes do not say.
 *
 * @param kind {@code http}, {@code http2} or {@code tls}; {@code wireguard} or {@code esp} for a tunnel that shows nothing of what it carries
 * @param host Host header, or the server name of a TLS ClientHello
 * @param request method and path of the first request, its query masked
 * @param status status of the first answer
 * @param requestId X-Request-Id of the request
 * @param alpn protocols a TLS client offers, joined by commas
 * @param version TLS version the server chose, else the highest that the client offers, {@code 1.3} for example
 * @param proxied client address of a PROXY protocol header before everything else
 * @param alpnChosen protocol a TLS server chose, where it says so in the clear
 * @param alert first TLS alert in the clear, by its IANA name
 * @param certificate the server's own, which TLS shows up to version 1.2
 * @param random a hash of a TLS ClientHello's random: equal ones are one hello, whoever passed it on; 0 when there was none
 * @param ended the fatal alert in the clear that ended the handshake, with who sent it
 */
public record Greeting(
        String kind,
        String host,
        String request,
        int status,
        String requestId,
        String alpn,
        String version,
        String proxied,
        String alpnChosen,
        String alert,
        Optional<Certificate> certificate,
        long random,
        Optional<TlsAlert> ended) {

    /** One that tells its kind and no more. */
    public static Greeting of(String kind) {
        return new Greeting(kind, "", "", 0, "", "", "", "", "", "", Optional.empty(), 0, Optional.empty());
    }

    /** What a proxy passes on unchanged, as a number: the random of a TLS hello, else the id of a request; 0 when neither was said. */
    public long passedOn() {
        return passedOn(random, requestId);
    }

    /** The same of a hello's random and a request's id. */
    public static long passedOn(long random, String requestId) {
        if (random != 0 || requestId.isEmpty()) {
            return random;
        }
        long hash = requestId.length();
        for (int i = 0; i < requestId.length(); i++) {
            hash = (hash ^ requestId.charAt(i)) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 29;
        }
        return hash | 1;
    }

    /**
     * A server certificate.
     *
     * @param subject distinguished name
     * @param issuer distinguished name of who signed it
     * @param names DNS names and addresses it is good for, joined by commas
     * @param validFrom RFC 3339 in UTC
     * @param validTo RFC 3339 in UTC
     */
    public record Certificate(String subject, String issuer, String names, String validFrom, String validTo) {}
}

package io.packetwalk.fact.capture;

/**
 * What the first bytes of a TCP connection say in the clear. Headers only, never a body; what could be a secret (a query, a cookie, a token) is left out. Texts are
 * empty and numbers 0 when the bytes do not say.
 *
 * @param kind {@code http}, {@code http2} or {@code tls}
 * @param host Host header, or the server name of a TLS ClientHello
 * @param request method and path of the first request, its query masked
 * @param status status of the first answer
 * @param requestId X-Request-Id of the request
 * @param alpn protocols a TLS client offers, joined by commas
 * @param version TLS version the server chose, else the highest that the client offers, {@code 1.3} for example
 * @param proxied client address of a PROXY protocol header before everything else
 */
public record Greeting(
        String kind,
        String host,
        String request,
        int status,
        String requestId,
        String alpn,
        String version,
        String proxied) {}

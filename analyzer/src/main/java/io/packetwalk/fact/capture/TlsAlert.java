package io.packetwalk.fact.capture;

import java.util.Map;

/**
 * The first fatal alert of a TLS connection that was sent in the clear (RFC 8446 section 6). From TLS 1.3 on only those before the server's hello are; what ends a
 * connection later is encrypted.
 *
 * @param packet packet number
 * @param code description, 48 for {@code unknown_ca}
 * @param byServer who sent it
 * @param answered whether the server had said anything before
 */
public record TlsAlert(long packet, int code, boolean byServer, boolean answered) {

    /** The descriptions of RFC 8446 section 6.2, and those of RFC 5246 section 7.2.2 that peers of TLS 1.2 still send. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(10, "unexpected_message"),
            Map.entry(20, "bad_record_mac"),
            Map.entry(40, "handshake_failure"),
            Map.entry(41, "no_certificate"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(86, "inappropriate_fallback"),
            Map.entry(109, "missing_extension"),
            Map.entry(112, "unrecognized_name"),
            Map.entry(116, "certificate_required"),
            Map.entry(120, "no_application_protocol"));

    /** {@code unknown_ca (48)}. */
    public String name() {
        return NAMES.getOrDefault(code, "alert") + " (" + code + ")";
    }
}

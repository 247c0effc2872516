package io.packetwalk.parse.logs;

import io.packetwalk.parse.Timestamps;

/**
 * A line of Envoy's access log (istio-proxy, gateways): method, path and protocol in quotes, the status, then the response flags, {@code -} when all went well.
 *
 * <pre>
 * [2026-11-20T10:00:01.000Z] "GET /v1 HTTP/1.1" 503 UO upstream_reset_before_response_started{overflow} - "-" 0 81 0 - "-" "curl/8" "9c0f" "web.shop" "-" outbound|80||web.shop.svc.cluster.local - 10.96.0.20:80 10.1.1.5:40000 - default
 * [2026-11-20T10:00:01.000Z] "- - HTTP/1.0" 426 DPE low_version - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.1.2.5:8080 10.1.1.5:42068 - -
 * [2026-11-20T10:00:01.000Z] "- - -" 0 UH - - "-" 0 0 0 - "-" "-" "-" "-" "-" BlackHoleCluster - 203.0.113.9:443 10.1.1.5:42070 - -
 * </pre>
 */
final class EnvoyAccess {

    private EnvoyAccess() {}

    /** True when the line has response flags: something was not as it should be. */
    static boolean flagged(String text) {
        int open = text.startsWith("[") ? text.indexOf("] \"") : -1;
        int close = open < 0 ? -1 : text.indexOf("\" ", open + 3);
        if (close < 0) {
            return false;
        }
        int at = close + 2;
        int status = at;
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
        boolean number = at > status && at - status <= 3 && at + 1 < text.length() && text.charAt(at) == ' ';
        return number && text.charAt(at + 1) >= 'A' && text.charAt(at + 1) <= 'Z' && ends(text, at + 1);
    }

    /** With the line's own time, in brackets at its begin, when nobody put one before it. */
    static LogPrefix timed(LogPrefix line) {
        return new LogPrefix(
                line.time().or(() -> Timestamps.parse(line.text().substring(1))), line.partial(), line.text());
    }

    /** Flags are capitals and digits, joined by commas, up to the next blank. */
    private static boolean ends(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) >= 'A' && text.charAt(at) <= 'Z' || text.charAt(at) == ',')) {
            at++;
        }
        return at - from <= 24 && at < text.length() && text.charAt(at) == ' ';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}

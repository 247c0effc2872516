package io.packetwalk.parse.logs;

import java.util.regex.Pattern;

/**
 * A line of ingress-nginx's access log: the request in quotes, the status, ..., the upstream's name in brackets ({@code log-format-upstream} of its ConfigMap).
 *
 * <pre>
 * 10.1.1.5 - - [20/Nov/2026:10:00:01 +0000] "GET /v1 HTTP/1.1" 503 190 "-" "curl/8" 80 0.000 [shop-web-80] [] - - - - 9c0f
 * </pre>
 */
final class NginxAccess {

    private static final Pattern GATEWAY =
            Pattern.compile("\"[A-Z]{1,10} \\S+ HTTP/[0-9.]+\" 50[234] [^\\[]*\\[[a-z0-9.-]*\\] \\[");

    private NginxAccess() {}

    /** True when the controller answered that it had no good answer from behind. */
    static boolean failed(String text) {
        return text.contains("\" 50") && GATEWAY.matcher(text).find();
    }
}

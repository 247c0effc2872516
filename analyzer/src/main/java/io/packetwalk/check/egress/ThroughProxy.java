package io.packetwalk.check.egress;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A captured request to a forward proxy: it names whole addresses where a server's request names a path (RFC 9112 sections 3.2.2 and 3.2.3).
 *
 * @param flow the connection to the proxy
 * @param target host the client wants, lower case, without port
 * @param status the proxy's answer, 0 when none was seen
 */
record ThroughProxy(Flow flow, String target, int status) {

    static Optional<ThroughProxy> of(Flow flow) {
        return flow.greeting()
                .filter(said -> said.kind().equals("http"))
                .flatMap(said -> target(said.request()).map(target -> new ThroughProxy(flow, target, said.status())));
    }

    /** Requests to proxies that are wanted, by what they have in common; in its order. */
    static Map<String, List<ThroughProxy>> by(
            Case that, Predicate<ThroughProxy> wanted, Function<ThroughProxy, String> key) {
        return that.flows().all().stream()
                .flatMap(flow -> of(flow).stream())
                .filter(wanted)
                .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private static Optional<String> target(String request) {
        int blank = request.indexOf(' ');
        if (blank < 0) {
            return Optional.empty();
        }
        String method = request.substring(0, blank);
        String wanted = request.substring(blank + 1).toLowerCase(Locale.ROOT);
        if (method.equals("CONNECT")) {
            return Optional.of(host(wanted));
        }
        return wanted.startsWith("http://")
                ? Optional.of(host(wanted.substring("http://".length())))
                : Optional.empty();
    }

    private static String host(String authority) {
        int end = authority.length();
        for (int i = 0; i < authority.length(); i++) {
            if ("/?:".indexOf(authority.charAt(i)) >= 0) {
                end = i;
                break;
            }
        }
        return authority.substring(0, end);
    }

    String client() {
        return flow.client()
                .object()
                .map(ObjectRef::toString)
                .orElse(flow.client().at().ip().toString());
    }

    /** The proxy as a reader knows it. */
    String proxy(Case that) {
        return that.cluster()
                .objectAt(flow.server().at().ip())
                .map(ref -> ref + " (" + flow.server().at() + ")")
                .orElse(flow.server().at().toString());
    }
}

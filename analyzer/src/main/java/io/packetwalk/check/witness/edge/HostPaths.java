package io.packetwalk.check.witness.edge;

import io.packetwalk.check.Case;
import io.packetwalk.fact.k8s.IngressFact;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which Ingress rule a request matches, as networking.k8s.io/v1 says it: the most specific host, then Exact before the longest prefix. */
public final class HostPaths {

    private HostPaths() {}

    /**
     * A rule and the Ingress that has it.
     *
     * @param ingress the Ingress
     * @param backend its backend with host and path
     */
    public record Rule(IngressFact ingress, IngressFact.Backend backend) {}

    /** The rule for a request; of equal ones the first of the bundle's. */
    public static Optional<Rule> chosen(Case that, String host, String request) {
        return that.cluster().edge().ingresses().stream()
                .flatMap(ingress -> ingress.backends().stream().map(backend -> new Rule(ingress, backend)))
                .filter(rule -> host(rule.backend().host(), host) && path(rule.backend(), request))
                .min(Comparator.comparingInt(
                                (Rule rule) -> vagueness(rule.backend().host()))
                        .thenComparing(rule -> !rule.backend().pathType().equals("Exact"))
                        .thenComparingInt(rule -> -rule.backend().path().length()));
    }

    private static int vagueness(String host) {
        return host.isEmpty() ? 2 : host.startsWith("*.") ? 1 : 0;
    }

    /** A wildcard stands for one label; no host stands for all. The request's may have a port. */
    public static boolean host(String rule, String request) {
        String asked = request.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        String wanted = rule.toLowerCase(Locale.ROOT);
        int dot = asked.indexOf('.');
        return wanted.isEmpty()
                || wanted.equals(asked)
                || wanted.startsWith("*.") && dot > 0 && asked.substring(dot).equals(wanted.substring(1));
    }

    /** Prefix matches whole path elements; implementation-specific paths are taken as prefixes. */
    public static boolean path(IngressFact.Backend backend, String request) {
        String path = request.split("\\?", 2)[0];
        String rule = backend.path();
        if (backend.pathType().equals("Exact")) {
            return path.equals(rule);
        }
        String base = rule.endsWith("/") ? rule.substring(0, rule.length() - 1) : rule;
        return base.isEmpty() || path.equals(base) || path.startsWith(base + "/");
    }
}

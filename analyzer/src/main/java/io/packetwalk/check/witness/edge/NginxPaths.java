package io.packetwalk.check.witness.edge;

import io.packetwalk.check.Case;
import io.packetwalk.fact.k8s.IngressFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which rule ingress-nginx takes for a request where it does otherwise than networking.k8s.io/v1 says: when one Ingress of a host asks for regular expressions,
 * all paths of that host are taken as such, without regard to case, the longest first
 * (kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching).
 */
public final class NginxPaths {

    private static final String PREFIX = "nginx.ingress.kubernetes.io/";
    private static final String CONTROLLER = "k8s.io/ingress-nginx";

    /** A repeated group, at which matching may take for ever; and more wildcards than paths have. */
    private static final Pattern COSTLY = Pattern.compile("\\)[*+?{]|([*+?{].*){5}");

    private static final int LONGEST = 300;

    private NginxPaths() {}

    /** The Ingress because of which all paths of a host are regular expressions; the oldest. */
    public static Optional<IngressFact> regex(Case that, String host) {
        return rules(that, host).stream()
                .map(HostPaths.Rule::ingress)
                .filter(ingress -> ingress.annotations()
                                .getOrDefault(PREFIX + "use-regex", "")
                                .equals("true")
                        || ingress.annotations().containsKey(PREFIX + "rewrite-target"))
                .findFirst();
    }

    /** The rule that a request to such a host comes to; empty when none matches, or when an expression cannot be told. */
    public static Optional<HostPaths.Rule> chosen(Case that, String host, String request) {
        String path = request.split("\\?", 2)[0];
        List<HostPaths.Rule> byLength = rules(that, host).stream()
                .sorted(Comparator.comparingInt(rule -> -rule.backend().path().length()))
                .toList();
        for (HostPaths.Rule rule : byLength) {
            Optional<Boolean> found = find(rule.backend().path(), path);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get()) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private static Optional<Boolean> find(String expression, String path) {
        if (COSTLY.matcher(expression).find() || path.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile("^" + expression, Pattern.CASE_INSENSITIVE)
                    .matcher(path)
                    .find());
        } catch (PatternSyntaxException _notOne) {
            return Optional.empty();
        }
    }

    /** The rules of the most specific host that the request's fits, of Ingresses of this controller; the oldest Ingress first, which wins where two have one path. */
    public static List<HostPaths.Rule> rules(Case that, String host) {
        List<HostPaths.Rule> fitting = new ArrayList<>();
        that.cluster().edge().ingresses().stream()
                .filter(ingress -> nginx(that, ingress))
                .sorted(Comparator.comparing(
                                (IngressFact ingress) -> ingress.created().orElse(Instant.MAX))
                        .thenComparing(ingress -> ingress.ref().toString()))
                .forEach(ingress -> ingress.backends().stream()
                        .filter(backend -> !backend.path().isEmpty() && HostPaths.host(backend.host(), host))
                        .forEach(backend -> fitting.add(new HostPaths.Rule(ingress, backend))));
        Optional<String> server = fitting.stream()
                .map(rule -> rule.backend().host())
                .min(Comparator.comparingInt(name -> name.isEmpty() ? 2 : name.startsWith("*.") ? 1 : 0));
        return fitting.stream()
                .filter(rule -> server.filter(rule.backend().host()::equals).isPresent())
                .toList();
    }

    /** Its class is this controller's; a class that was not dumped is told by its usual name. */
    private static boolean nginx(Case that, IngressFact ingress) {
        return that.cluster().edge().ingressClasses().stream()
                .filter(known -> known.ref().name().equals(ingress.className()))
                .findFirst()
                .map(known -> known.controller().equals(CONTROLLER))
                .orElse(ingress.className().equals("nginx"));
    }
}

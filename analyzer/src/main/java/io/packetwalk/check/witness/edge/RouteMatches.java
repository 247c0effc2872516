package io.packetwalk.check.witness.edge;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import io.packetwalk.fact.k8s.GatewayRouteFact.Match;
import io.packetwalk.fact.k8s.GatewayRouteFact.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which HTTPRoute a request comes to, as the Gateway API says it (gateway.networking.k8s.io, HTTPRouteRule.matches and HTTPRouteSpec.hostnames). */
public final class RouteMatches {

    private static final Match ALL = new Match("PathPrefix", "/", "", List.of(), List.of());

    private RouteMatches() {}

    /**
     * A request, as far as matches ask.
     *
     * @param headers by name in lower case
     * @param queries by name
     */
    public record Request(
            String host, String path, String method, Map<String, String> headers, Map<String, String> queries) {}

    /**
     * One match of one rule, for one host name.
     *
     * @param hostname empty for all
     */
    public record Candidate(
            GatewayRouteFact route, GatewayRouteFact.Rule rule, int place, String hostname, Match match) {

        /** Whether a request matches; empty when an expression says it, whose dialect is the controller's own. */
        public Optional<Boolean> takes(Request request) {
            if (!host(request.host())) {
                return Optional.of(false);
            }
            if (expression()) {
                return Optional.empty();
            }
            boolean method = match.method().isEmpty() || match.method().equals(request.method());
            return Optional.of(method
                    && path(request.path())
                    && match.headers().stream()
                            .allMatch(value -> value.value()
                                    .equals(request.headers().get(value.name().toLowerCase(Locale.ROOT))))
                    && match.queries().stream()
                            .allMatch(value ->
                                    value.value().equals(request.queries().get(value.name()))));
        }

        boolean expression() {
            return match.pathType().equals("RegularExpression")
                    || Stream.concat(match.headers().stream(), match.queries().stream())
                            .anyMatch(value -> value.type().equals("RegularExpression"));
        }

        /** A wildcard stands for one label or more here, unlike an Ingress's. */
        private boolean host(String asked) {
            String name = asked.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
            String wanted = hostname.toLowerCase(Locale.ROOT);
            return wanted.isEmpty()
                    || wanted.equals(name)
                    || wanted.startsWith("*.")
                            && name.endsWith(wanted.substring(1))
                            && name.length() >= wanted.length();
        }

        private boolean path(String asked) {
            String path = match.path();
            if (match.pathType().equals("Exact")) {
                return asked.equals(path);
            }
            String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return base.isEmpty() || asked.equals(base) || asked.startsWith(base + "/");
        }

        /** The plainest request that this match describes; empty when an expression does. */
        public Optional<Request> example() {
            if (expression()) {
                return Optional.empty();
            }
            Map<String, String> headers = new TreeMap<>();
            match.headers().forEach(value -> headers.put(value.name().toLowerCase(Locale.ROOT), value.value()));
            Map<String, String> queries = new TreeMap<>();
            match.queries().forEach(value -> queries.put(value.name(), value.value()));
            String host = hostname.isEmpty() ? "host.invalid" : hostname.replaceFirst("^\\*", "any");
            return Optional.of(new Request(
                    host, match.path(), match.method().isEmpty() ? "GET" : match.method(), headers, queries));
        }
    }

    /** The first of two that match takes the request: name, path, method, headers, queries, age, name of the route, place in it. */
    private static final Comparator<Candidate> PRECEDENCE = Comparator.comparing((Candidate candidate) ->
                    candidate.hostname().isEmpty() || candidate.hostname().startsWith("*."))
            .thenComparingInt(candidate -> -candidate.hostname().length())
            .thenComparing(candidate -> !candidate.match().pathType().equals("Exact"))
            .thenComparingInt(candidate -> -candidate.match().path().length())
            .thenComparing(candidate -> candidate.match().method().isEmpty())
            .thenComparingInt(candidate -> -candidate.match().headers().size())
            .thenComparingInt(candidate -> -candidate.match().queries().size())
            .thenComparing(candidate -> candidate.route().created().orElse(Instant.MAX))
            .thenComparing(candidate -> candidate.route().ref().namespace() + "/"
                    + candidate.route().ref().name())
            .thenComparingInt(Candidate::place);

    /** All matches of the HTTPRoutes of one Gateway; of those that its controller refused, none. */
    public static List<Candidate> at(Case that, ObjectRef parent) {
        List<Candidate> all = new ArrayList<>();
        for (GatewayRouteFact route : that.cluster().edge().routes()) {
            if (route.ref().kind().equals("HTTPRoute") && route.parents().contains(parent) && !refused(route, parent)) {
                List<String> hostnames = route.hostnames().isEmpty() ? List.of("") : route.hostnames();
                for (int place = 0; place < route.rules().size(); place++) {
                    GatewayRouteFact.Rule rule = route.rules().get(place);
                    List<Match> matches = rule.matches().isEmpty() ? List.of(ALL) : rule.matches();
                    for (String hostname : hostnames) {
                        for (Match match : matches) {
                            all.add(new Candidate(route, rule, place, hostname, match));
                        }
                    }
                }
            }
        }
        return all.stream().sorted(PRECEDENCE).toList();
    }

    private static boolean refused(GatewayRouteFact route, ObjectRef parent) {
        return route.statuses().stream()
                .filter(status -> status.parent().equals(parent))
                .flatMap(status -> status.conditions().stream())
                .anyMatch(condition -> condition.type().equals("Accepted")
                        && condition.status().no());
    }

    /** Who takes a request; empty when nobody does, or when an expression that might is not judged. */
    public static Optional<Candidate> winner(List<Candidate> inOrder, Request request) {
        if (inOrder.stream().anyMatch(candidate -> candidate.takes(request).isEmpty())) {
            return Optional.empty();
        }
        return inOrder.stream()
                .filter(candidate -> candidate.takes(request).orElse(false))
                .findFirst();
    }

    /** A value of a header or a query as a reader writes it. */
    public static String text(Value value) {
        return value.name() + "=" + value.value();
    }
}

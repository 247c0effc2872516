package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.edge.RouteMatches;
import io.packetwalk.check.witness.edge.RouteMatches.Candidate;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** PW-146: a route's rule never gets the requests that it describes, because a match of another one comes before it. */
public final class RouteShadow implements Check {

    private static final CheckId ID = new CheckId("PW-146", "route-precedence-shadow", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A match that another one stands before, for all that it describes. */
    private record Shadow(Candidate hidden, Candidate before, List<Candidate> all) {
        String rules() {
            return hidden.rule().source() + " " + before.rule().source();
        }
    }

    @Override
    public Outcome run(Case that) {
        List<GatewayRouteFact> routes = that.cluster().edge().routes().stream()
                .filter(route -> route.ref().kind().equals("HTTPRoute"))
                .toList();
        if (routes.isEmpty()) {
            return new Outcome.NotApplicable("no HTTPRoute in the bundle");
        }
        Map<String, Shadow> shadows = new LinkedHashMap<>();
        routes.stream()
                .flatMap(route -> route.parents().stream())
                .distinct()
                .sorted()
                .forEach(parent -> {
                    List<Candidate> all = RouteMatches.at(that, parent);
                    for (Candidate candidate : all) {
                        candidate
                                .example()
                                .flatMap(request -> RouteMatches.winner(all, request))
                                .filter(winner -> !sends(winner.rule(), candidate.rule()))
                                .map(winner -> new Shadow(candidate, winner, all))
                                .ifPresent(found -> shadows.putIfAbsent(found.rules(), found));
                    }
                });
        List<Finding> findings =
                shadows.values().stream().map(found -> finding(that, found)).toList();
        return Outcome.of(findings, List.of(), "every match of an HTTPRoute takes the requests that it describes");
    }

    /** Both rules send requests to the same Services. */
    private static boolean sends(GatewayRouteFact.Rule one, GatewayRouteFact.Rule other) {
        return Objects.equals(targets(one), targets(other));
    }

    /** A backend of weight 0 gets nothing. */
    private static List<String> targets(GatewayRouteFact.Rule rule) {
        return rule.backends().stream()
                .filter(backend -> backend.weight() > 0)
                .map(backend -> backend.ref() + ":" + backend.port())
                .sorted()
                .toList();
    }

    private static String described(Candidate candidate) {
        GatewayRouteFact.Match match = candidate.match();
        List<String> more = new ArrayList<>();
        match.headers().forEach(value -> more.add("header " + RouteMatches.text(value)));
        match.queries().forEach(value -> more.add("query " + RouteMatches.text(value)));
        return (match.method().isEmpty() ? "" : match.method() + " ")
                + (candidate.hostname().isEmpty() ? "*" : candidate.hostname()) + match.path() + " ("
                + match.pathType() + (more.isEmpty() ? "" : ", " + String.join(", ", more)) + ")";
    }

    private static String to(Candidate candidate) {
        return String.join(", ", targets(candidate.rule()));
    }

    /** Captured requests that the hidden match describes and the other one takes; headers and queries are not kept, so only matches without them can tell. */
    private static List<Flow> requests(Case that, Shadow found) {
        boolean plain = found.hidden().match().headers().isEmpty()
                && found.hidden().match().queries().isEmpty()
                && found.before().match().headers().isEmpty()
                && found.before().match().queries().isEmpty();
        return !plain
                ? List.of()
                : Requests.of(that, (host, path) -> true).stream()
                        .filter(flow -> flow.greeting()
                                .map(RouteShadow::request)
                                .filter(request -> found.hidden().takes(request).orElse(false)
                                        && RouteMatches.winner(found.all(), request)
                                                .filter(winner -> winner.rule()
                                                        .equals(found.before().rule()))
                                                .isPresent())
                                .isPresent())
                        .toList();
    }

    private static RouteMatches.Request request(Greeting said) {
        return new RouteMatches.Request(said.host(), Requests.path(said), Requests.method(said), Map.of(), Map.of());
    }

    private static Finding finding(Case that, Shadow found) {
        Candidate hidden = found.hidden();
        Candidate before = found.before();
        List<Flow> requests = requests(that, found);
        List<Flow> refused = requests.stream().filter(Requests::refused).toList();
        List<Source> seen =
                requests.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        boolean there = before.rule().backends().stream()
                .map(GatewayRouteFact.Backend::ref)
                .flatMap(ref -> that.cluster().service(ref.namespace(), ref.name()).stream())
                .anyMatch(service -> passed(that, requests, service));
        List<Source> rules = List.of(hidden.rule().source(), before.rule().source());
        Proof proof = new Proof(
                Condition.yes("another match comes before it, by the order of the Gateway API", rules),
                new Condition(
                        "requests were passed on to a pod of the other route",
                        there ? Ternary.YES : Ternary.UNKNOWN,
                        there ? seen : List.of()),
                new Condition("such requests were answered with errors", Ternary.of(!refused.isEmpty()), seen),
                Moments.near(that, before.route().source(), requests),
                List.of(Condition.yes("PW-144: both routes are attached", rules)));
        Claim claim = Claim.of(ID)
                .about(hidden.route().ref())
                .about(before.route().ref())
                .what("Requests for " + described(hidden) + " of "
                        + hidden.route().ref() + " go to " + to(before)
                        + ", not to " + to(hidden)
                        + (requests.isEmpty()
                                ? "; none was captured."
                                : ": " + refused.size() + " of " + requests.size() + " were answered with an error."))
                .why(before.route().ref() + " matches them as well (" + described(before) + ") and comes before it: "
                        + reason(before, hidden) + ".")
                .shows(described(hidden) + " to " + to(hidden), hidden.rule().source())
                .shows(described(before) + " to " + to(before), before.rule().source());
        requests.stream()
                .limit(1)
                .forEach(flow -> claim.shows(
                        "a request, answered " + Requests.status(flow),
                        flow.nearest().source()));
        if (!refused.isEmpty()) {
            claim.explainsTold(Requests.status(refused.getFirst()) + " for " + described(hidden));
        }
        ObjectRef ref = before.route().ref();
        return claim.not("PW-145", "the backends of both are known")
                .remedy(
                        "kubectl -n " + ref.namespace() + " get httproute " + ref.name() + " -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        "# make the match of " + hidden.route().ref()
                                + " more specific than the other, or give them different host names",
                        "low, requests of this match go elsewhere",
                        "apply the former route")
                .then("curl -H 'Host: "
                        + hidden.example().map(RouteMatches.Request::host).orElse("HOST") + "' http://GATEWAY"
                        + hidden.match().path() + " is answered by " + to(hidden))
                .unless("a listener that only one of the two routes is attached to")
                .finding(refused.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }

    private static boolean passed(Case that, List<Flow> requests, Service service) {
        return Requests.passedOn(that, requests, service);
    }

    /** What puts the first before the second. */
    private static String reason(Candidate first, Candidate second) {
        if (!first.hostname().equals(second.hostname())) {
            return "its host name is more specific";
        }
        if (!first.match().equals(second.match())) {
            return "its match is more specific";
        }
        if (first.route().equals(second.route())) {
            return "its rule comes first";
        }
        Optional<Boolean> older =
                first.route().created().flatMap(one -> second.route().created().map(one::isBefore));
        return older.orElse(false)
                ? "the two match alike and it is older"
                : "the two match alike and its name comes first";
    }
}

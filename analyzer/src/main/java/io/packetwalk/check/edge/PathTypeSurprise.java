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
import io.packetwalk.check.witness.edge.HostPaths;
import io.packetwalk.check.witness.edge.NginxPaths;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PW-137: a request comes to another Service than its path type says, because one Ingress of the host asks for regular expressions, and then all paths of the host
 * are such; or because two Ingresses have the same host and path, of which the older one wins.
 */
public final class PathTypeSurprise implements Check {

    private static final CheckId ID = new CheckId("PW-137", "ingress-pathtype-surprise", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A request's host and path; what the path types say and what the controller does. */
    private record Surprise(
            String host, String path, HostPaths.Rule meant, HostPaths.Rule taken, Optional<IngressFact> regex) {
        String rules() {
            return meant.backend().source() + " " + taken.backend().source();
        }
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().edge().ingresses().isEmpty()) {
            return new Outcome.NotApplicable("no Ingress in the bundle");
        }
        Map<String, Surprise> surprises = new LinkedHashMap<>();
        for (Flow flow : Requests.of(that, (host, path) -> true)) {
            String host = flow.greeting().orElseThrow().host();
            surprise(that, host, Requests.path(flow.greeting().orElseThrow()))
                    .ifPresent(found -> surprises.putIfAbsent(found.rules(), found));
        }
        for (IngressFact ingress : that.cluster().edge().ingresses()) {
            for (IngressFact.Backend backend : ingress.backends()) {
                if (!backend.host().isEmpty() && !backend.host().startsWith("*.") && plain(backend.path())) {
                    surprise(that, backend.host(), backend.path())
                            .or(() -> duplicate(that, ingress, backend))
                            .ifPresent(found -> surprises.putIfAbsent(found.rules(), found));
                }
            }
        }
        List<Finding> findings =
                surprises.values().stream().map(found -> finding(that, found)).toList();
        return Outcome.of(
                findings, List.of(), "every request and every path comes to the Service that its path type says");
    }

    private static boolean plain(String path) {
        return path.matches("/[A-Za-z0-9/_.-]*");
    }

    private static Optional<Surprise> surprise(Case that, String host, String path) {
        Optional<IngressFact> regex = NginxPaths.regex(that, host);
        Optional<HostPaths.Rule> meant = HostPaths.chosen(that, host, path);
        Optional<HostPaths.Rule> taken = regex.flatMap(found -> NginxPaths.chosen(that, host, path));
        return meant.isEmpty()
                        || taken.isEmpty()
                        || same(meant.get(), taken.get())
                        || !plain(meant.get().backend().path())
                ? Optional.empty()
                : Optional.of(new Surprise(host, path, meant.get(), taken.get(), regex));
    }

    /** An older Ingress has the same host, path and type for another Service: this rule is never written. */
    private static Optional<Surprise> duplicate(Case that, IngressFact ingress, IngressFact.Backend backend) {
        HostPaths.Rule mine = new HostPaths.Rule(ingress, backend);
        return NginxPaths.rules(that, backend.host()).stream()
                .filter(rule -> rule.backend().host().equals(backend.host())
                        && rule.backend().path().equals(backend.path())
                        && rule.backend().pathType().equals(backend.pathType()))
                .findFirst()
                .filter(first -> !same(first, mine))
                .filter(first -> first.ingress().created().isPresent()
                        && ingress.created().isPresent())
                .filter(first -> first.ingress()
                        .created()
                        .orElseThrow()
                        .isBefore(ingress.created().orElseThrow()))
                .map(first -> new Surprise(backend.host(), backend.path(), mine, first, Optional.empty()));
    }

    private static boolean same(HostPaths.Rule one, HostPaths.Rule other) {
        return one.ingress().ref().namespace().equals(other.ingress().ref().namespace())
                && one.backend().service().equals(other.backend().service())
                && one.backend().port().equals(other.backend().port());
    }

    private static String service(HostPaths.Rule rule) {
        return "svc/" + rule.ingress().ref().namespace() + "/" + rule.backend().service();
    }

    private static Finding finding(Case that, Surprise found) {
        List<Flow> requests = Requests.of(
                that,
                (host, path) -> found.regex().isPresent()
                        ? surprise(that, host, path)
                                .filter(other -> other.rules().equals(found.rules()))
                                .isPresent()
                        : HostPaths.host(found.host(), host)
                                && HostPaths.path(found.taken().backend(), path));
        List<Flow> refused = requests.stream().filter(Requests::refused).toList();
        Optional<Service> taken = that.cluster()
                .service(
                        found.taken().ingress().ref().namespace(),
                        found.taken().backend().service());
        boolean there = taken.filter(service -> Requests.passedOn(that, requests, service))
                .isPresent();
        List<Source> rules = new ArrayList<>(List.of(
                found.taken().backend().source(), found.meant().backend().source()));
        found.regex().ifPresent(ingress -> rules.add(ingress.source()));
        List<Source> seen =
                requests.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        String request = requests.stream()
                .findFirst()
                .flatMap(Flow::greeting)
                .map(said -> said.host() + Requests.path(said))
                .orElse(found.host() + found.path());
        Proof proof = new Proof(
                Condition.yes("the rules send the request to " + service(found.taken()), rules),
                new Condition(
                        "the controller passed it on to a pod of " + service(found.taken()),
                        there ? Ternary.YES : Ternary.UNKNOWN,
                        there ? seen : List.of()),
                new Condition("such requests were answered with errors", Ternary.of(!refused.isEmpty()), seen),
                Moments.near(that, rules.getFirst(), requests),
                List.of(Condition.yes("PW-136: a rule matches the request", rules)));
        Claim claim = Claim.of(ID)
                .about(found.meant().ingress().ref())
                .about(found.taken().ingress().ref())
                .what("Requests for " + request + " go to " + service(found.taken()) + ", not to "
                        + service(found.meant())
                        + (requests.isEmpty()
                                ? "; none was captured."
                                : ": " + refused.size() + " of " + requests.size() + " were answered with an error."))
                .why(found.regex()
                        .map(ingress -> ingress.ref()
                                + " asks for regular expressions (use-regex or rewrite-target), so"
                                + " ingress-nginx takes all paths of the host as such, the longest first and"
                                + " without regard to case: "
                                + found.taken().backend().path()
                                + " matches before "
                                + found.meant().backend().path() + ".")
                        .orElseGet(() -> found.taken().ingress().ref()
                                + " is older and has the same host and path: of two the controller"
                                + " writes the older one's only."))
                .shows(
                        found.taken().backend().path() + " ("
                                + found.taken().backend().pathType() + ") to " + service(found.taken()),
                        found.taken().backend().source())
                .shows(
                        found.meant().backend().path() + " ("
                                + found.meant().backend().pathType() + ") to " + service(found.meant()),
                        found.meant().backend().source());
        found.regex().ifPresent(ingress -> claim.shows("use-regex or rewrite-target", ingress.source()));
        requests.stream()
                .limit(1)
                .forEach(flow -> claim.shows(
                        "a request for " + request + ", answered " + Requests.status(flow),
                        flow.nearest().source()));
        if (!refused.isEmpty()) {
            claim.explainsTold(Requests.status(refused.getFirst()) + " for " + request);
        }
        return claim.not("PW-136", "a rule matches")
                .remedy(
                        "kubectl get ingress -A -o yaml | grep -n -e use-regex -e rewrite-target -e path: -e host:",
                        "none, reads only",
                        "")
                .remedy(
                        "# give the regular expressions an Ingress of a host of their own, or write /path(/|$)(.*) for"
                                + " whole elements; remove the duplicate rule",
                        "medium, requests of the host go elsewhere",
                        "apply the former Ingress")
                .then("curl -H 'Host: " + found.host() + "' http://CONTROLLER" + found.path() + " is answered by "
                        + service(found.meant()))
                .unless("a controller other than ingress-nginx")
                .finding(refused.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }
}

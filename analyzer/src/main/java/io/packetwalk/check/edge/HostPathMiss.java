package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.check.witness.edge.HostPaths;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.IngressFact;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PW-136: requests match no rule, so the default backend answers 404. */
public final class HostPathMiss implements Check {

    private static final CheckId ID = new CheckId("PW-136", "ingress-host-path-miss", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Pattern REQUEST = Pattern.compile("\"[A-Z]+ (\\S+) HTTP/[0-9.]+\" 404 ");

    @Override
    public Outcome run(Case that) {
        if (that.cluster().edge().ingresses().isEmpty()) {
            return new Outcome.NotApplicable("no Ingress in the bundle");
        }
        List<Finding> findings =
                LogTrail.of(
                                that,
                                text -> text.contains("[upstream-default-backend]")
                                        && REQUEST.matcher(text).find())
                        .stream()
                        .map(trail -> finding(that, trail))
                        .toList();
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(findings, List.of(), "no log tells of a request that the default backend answered");
    }

    private static Finding finding(Case that, LogTrail trail) {
        Matcher request = REQUEST.matcher(trail.last().text());
        String path = request.find() ? request.group(1) : "/";
        List<IngressFact.Backend> fits = that.cluster().edge().ingresses().stream()
                .flatMap(ingress -> ingress.backends().stream())
                .filter(backend -> HostPaths.path(backend, path))
                .toList();
        String hosts = fits.stream()
                .map(IngressFact.Backend::host)
                .filter(host -> !host.isEmpty())
                .distinct()
                .sorted()
                .limit(4)
                .collect(Collectors.joining(", "));
        Claim claim = Claim.of(ID)
                .about(new ObjectRef("Log", "", trail.place()))
                .what("The default backend answered 404 to requests, for example for " + path + " (" + trail.count()
                        + ").")
                .why(
                        fits.isEmpty()
                                ? "No rule of any Ingress has a path that " + path + " matches."
                                : "Rules match the path, for the hosts " + hosts + ": the request had another host.");
        fits.stream()
                .limit(3)
                .forEach(fit -> claim.shows(fit.host() + fit.path() + " (" + fit.pathType() + ")", fit.source()));
        return trail.shown(claim, trail.place() + " default backend")
                .not("PW-134", "the request was not sent to a Service")
                .remedy("curl -H 'Host: HOST' http://CONTROLLER" + path, "none, one request", "")
                .then("the log names a Service as upstream")
                .unless("a rule that matches host and path at the time of the request")
                .finding(
                        Severity.S2,
                        trail.proof(
                                "the controller logs 404 by its default backend",
                                new Condition(
                                        "no rule of any Ingress matches the path",
                                        fits.isEmpty() ? Ternary.YES : Ternary.UNKNOWN,
                                        that.cluster().edge().ingresses().stream()
                                                .limit(3)
                                                .map(IngressFact::source)
                                                .toList()),
                                Condition.unknown("clients mean to reach an application here")));
    }
}

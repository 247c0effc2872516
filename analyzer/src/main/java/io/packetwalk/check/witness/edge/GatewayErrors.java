package io.packetwalk.check.witness.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that a proxy answered with 502, 503 or 504: conversations that failed although their packets came through. The same status of an application itself, or one
 * that a proxy passed on from it, is none of them.
 */
public final class GatewayErrors {

    private static final Set<Integer> STATUS = Set.of(502, 503, 504);

    private static final Pattern IMAGE = Pattern.compile(
            "(^|/)(envoy|proxyv2|nginx-ingress|ingress-nginx|traefik|haproxy|contour|kong|apisix|linkerd2?-proxy|proxy)\\b|ingress-nginx/controller");

    /** Status and upstream of ingress-nginx: {@code "GET /a HTTP/1.1" 503 190 "-" "curl" 80 0.000 [shop-web-80] [] - - - -}. */
    private static final Pattern NGINX =
            Pattern.compile("\"[A-Z]+ \\S+ HTTP/[0-9.]+\" (50[234]) .*\\[([a-z0-9.-]+)\\] \\[[a-z0-9.-]*\\] ");

    /** Status and cluster of Envoy: {@code "GET /a HTTP/1.1" 503 UF ... outbound|80||web.shop.svc.cluster.local}. */
    private static final Pattern ENVOY = Pattern.compile(
            "\"[A-Z]+ \\S+ HTTP/[0-9.]+\" (50[234]) [A-Z].* (?:out|in)bound\\|\\d+\\|[^|]*\\|([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc");

    private final List<Answer> all;

    private GatewayErrors(Case that) {
        all = new ArrayList<>(captured(that));
        that.cluster().logLines().forEach(line -> logged(that, line).ifPresent(all::add));
    }

    /**
     * One answer.
     *
     * @param status 502, 503 or 504
     * @param by who gave it
     * @param service whom the request was for, when it can be told
     * @param source the captured conversation or the line of a log
     */
    public record Answer(int status, String by, Optional<Service> service, Source source) {

        /** One name for the same failure in every check. */
        public String failure() {
            return status + " by " + by
                    + service.map(meant -> " for " + meant.ref()).orElse("");
        }
    }

    /** All that captures show, then all that logs of the time of the failures tell. */
    public static List<Answer> of(Case that) {
        return List.copyOf(that.once().of(GatewayErrors.class, () -> new GatewayErrors(that)).all);
    }

    private static List<Answer> captured(Case that) {
        List<Flow> answered = that.flows().all().stream()
                .filter(flow -> flow.greeting()
                        .filter(said -> STATUS.contains(said.status()))
                        .isPresent())
                .toList();
        return answered.stream()
                .filter(flow -> answered.stream().noneMatch(other -> passedOn(flow, other)))
                .flatMap(flow -> proxy(that, flow).stream()
                        .map(by -> new Answer(
                                flow.greeting().orElseThrow().status(),
                                by,
                                meant(that, flow),
                                flow.nearest().source())))
                .toList();
    }

    /** The proxy asked {@code behind}, and had the same answer from there. */
    private static boolean passedOn(Flow flow, Flow behind) {
        Greeting front = flow.greeting().orElseThrow();
        Greeting back = behind.greeting().orElseThrow();
        return !behind.id().equals(flow.id())
                && behind.client().at().ip().equals(flow.reached().ip())
                && back.status() == front.status()
                && back.request().equals(front.request())
                && !behind.start().isBefore(flow.start());
    }

    /** Who answered, when that is a program that answers for others: an Ingress controller, a gateway, a sidecar. */
    private static Optional<String> proxy(Case that, Flow flow) {
        Ip end = flow.reached().ip();
        Optional<Pod> pod = that.cluster().podAt(end);
        if (pod.isPresent()) {
            return pod.filter(GatewayErrors::proxies).map(there -> there.ref().toString());
        }
        boolean fronted = flow.greeting()
                .filter(said -> HostPaths.chosen(that, said.host(), path(said))
                        .filter(rule -> !rule.backend().host().isEmpty())
                        .isPresent())
                .isPresent();
        return fronted
                ? Optional.of(flow.server().object().map(ObjectRef::toString).orElse(end.toString()))
                : Optional.empty();
    }

    private static boolean proxies(Pod pod) {
        return pod.object().containers().stream()
                .map(ContainerFact::image)
                .anyMatch(image -> IMAGE.matcher(image).find());
    }

    private static String path(Greeting said) {
        return said.request().replaceFirst("^\\S+ ", "");
    }

    private static Optional<Service> meant(Case that, Flow flow) {
        Greeting said = flow.greeting().orElseThrow();
        return HostPaths.chosen(that, said.host(), path(said))
                .flatMap(rule -> that.cluster()
                        .service(
                                rule.ingress().ref().namespace(), rule.backend().service()))
                .or(() -> flow.server()
                        .object()
                        .filter(ref -> ref.kind().equals("Service"))
                        .flatMap(ref -> that.cluster().service(ref.namespace(), ref.name())));
    }

    private static Optional<Answer> logged(Case that, PlacedLine line) {
        String text = line.line().text();
        if (!text.contains("\" 50") || IncidentTime.covers(that, line.line().time()) == Ternary.NO) {
            return Optional.empty();
        }
        Matcher envoy = ENVOY.matcher(text);
        Matcher nginx = NGINX.matcher(text);
        if (envoy.find()) {
            return answer(line, envoy.group(1), that.cluster().service(envoy.group(3), envoy.group(2)));
        }
        return nginx.find() ? answer(line, nginx.group(1), upstream(that, nginx.group(2))) : Optional.empty();
    }

    private static Optional<Answer> answer(PlacedLine line, String status, Optional<Service> service) {
        return Optional.of(new Answer(
                Integer.parseInt(status),
                line.place().toString(),
                service,
                line.line().source()));
    }

    /** ingress-nginx calls an upstream {@code NAMESPACE-SERVICE-PORT}; only the objects tell where one part ends. */
    private static Optional<Service> upstream(Case that, String name) {
        return that.cluster().services().stream()
                .filter(service -> service.object().ports().stream()
                        .anyMatch(port -> Set.of(Integer.toString(port.port()), port.name()).stream()
                                .anyMatch(end -> name.equals(service.ref().namespace() + "-"
                                        + service.ref().name() + "-" + end))))
                .findFirst();
    }
}

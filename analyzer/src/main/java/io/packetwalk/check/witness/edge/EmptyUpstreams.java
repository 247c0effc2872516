package io.packetwalk.check.witness.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an ingress controller or the API server says of a Service that has no endpoint: a line of a log, a request answered 503, an event of a webhook that could not be
 * called. The cause is the Service's; this is how it was noticed.
 *
 * @param service the Service
 * @param told lines of the time of the incident, or of an unknown time, and conversations
 */
public record EmptyUpstreams(Service service, List<Source> told) {

    /** ingress-nginx, internal/ingress/controller/controller.go: one line for each backend without endpoint, on every sync. */
    private static final Pattern NAMED =
            Pattern.compile("Service \"([^/\"]+)/([^\"]+)\" does not have any active Endpoint");

    /** The API server calls a webhook's Service by its endpoints (k8s.io/apiserver pkg/util/proxy/proxy.go, ResolveEndpoint). */
    private static final Pattern CALLED =
            Pattern.compile("https?://([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc\\b.*no endpoints available for service");

    /** What names a Service. */
    public static EmptyUpstreams of(Case that, Service service) {
        Stream<Source> lines = that.cluster().logLines().stream()
                .map(PlacedLine::line)
                .filter(line -> names(line.text(), service))
                .filter(line -> IncidentTime.covers(that, line.time()) != Ternary.NO)
                .map(LogLineFact::source);
        Stream<Source> answers = GatewayErrors.of(that).stream()
                .filter(answer -> answer.status() == 503
                        && answer.service().filter(service::equals).isPresent())
                .map(GatewayErrors.Answer::source);
        Stream<Source> events = that.cluster().events().stream()
                .filter(event -> calls(event.message(), service))
                .filter(event -> IncidentTime.covers(that, event.last()) != Ternary.NO)
                .map(EventFact::source);
        return new EmptyUpstreams(
                service,
                Stream.of(lines, answers, events).flatMap(sources -> sources).toList());
    }

    /** The line is about a Service whose objects say why it is empty: it selects pods, and the slices list none that is ready. */
    public static boolean explained(Case that, String text) {
        Matcher named = NAMED.matcher(text);
        return named.find()
                && !that.cluster().pods().isEmpty()
                && that.cluster()
                        .service(named.group(1), named.group(2))
                        .filter(service -> service.listed() == Service.Listed.SLICES)
                        .filter(service -> !service.object().selector().isEmpty())
                        .filter(service -> service.endpoints().stream().noneMatch(Endpoint::isReady))
                        .isPresent();
    }

    private static boolean names(String text, Service service) {
        Matcher named = NAMED.matcher(text);
        return named.find()
                && named.group(1).equals(service.ref().namespace())
                && named.group(2).equals(service.ref().name());
    }

    private static boolean calls(String message, Service service) {
        Matcher called = CALLED.matcher(message);
        return called.find()
                && called.group(1).equals(service.ref().name())
                && called.group(2).equals(service.ref().namespace());
    }

    /** The failure that the lines tell, under one name in every check. */
    public String failure() {
        return service.ref() + " is an empty upstream";
    }

    /** That a controller noticed. */
    public Condition noticed() {
        return Condition.yes("a controller says that the Service has no endpoint", sources());
    }

    /** What is said when nobody captured the failure: who noticed, and how often. */
    public String what() {
        return service.ref() + ": " + told.size() + (told.size() == 1 ? " place" : " places")
                + " of logs, events and answers: it has no endpoint.";
    }

    /** The last of them. */
    public List<Source> sources() {
        return told.subList(Math.max(0, told.size() - 2), told.size());
    }
}

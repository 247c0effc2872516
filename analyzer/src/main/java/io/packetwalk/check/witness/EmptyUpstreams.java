package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an ingress controller's log says of a Service that has no endpoint. The cause is the Service's; that the controller could not reach it is how it was noticed.
 *
 * @param service the Service
 * @param lines lines of the time of the incident, or of an unknown time
 */
public record EmptyUpstreams(Service service, List<LogLineFact> lines) {

    /** ingress-nginx, internal/ingress/controller/controller.go: one line for each backend without endpoint, on every sync. */
    private static final Pattern NAMED =
            Pattern.compile("Service \"([^/\"]+)/([^\"]+)\" does not have any active Endpoint");

    /** The lines that name a Service. */
    public static EmptyUpstreams of(Case that, Service service) {
        return new EmptyUpstreams(
                service,
                that.cluster().logLines().stream()
                        .map(PlacedLine::line)
                        .filter(line -> names(line.text(), service))
                        .filter(line -> IncidentTime.covers(that, line.time()) != Ternary.NO)
                        .toList());
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

    /** The failure that the lines tell, under one name in every check. */
    public String failure() {
        return service.ref() + " is an empty upstream";
    }

    /** That a controller noticed. */
    public Condition told() {
        return Condition.yes("a log says that the Service has no endpoint", sources());
    }

    /** The last lines. */
    public List<Source> sources() {
        return lines.stream()
                .skip(Math.max(0, lines.size() - 2))
                .map(LogLineFact::source)
                .toList();
    }
}

package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/** Requests that captures show in the clear, and where a proxy passed them on to. */
final class Requests {

    private static final int ERROR = 400;

    private Requests() {}

    /** Requests whose host and path (without the query) match. */
    static List<Flow> of(Case that, BiPredicate<String, String> hostAndPath) {
        return Arrivals.of(that).all().stream()
                .filter(flow -> flow.greeting()
                        .filter(said -> said.kind().equals("http")
                                && !said.host().isEmpty()
                                && !path(said).isEmpty())
                        .filter(said -> hostAndPath.test(said.host(), path(said)))
                        .isPresent())
                .toList();
    }

    static String path(Greeting said) {
        int blank = said.request().indexOf(' ');
        return blank < 0 ? "" : said.request().substring(blank + 1).split("[?]", 2)[0];
    }

    static String method(Greeting said) {
        int blank = said.request().indexOf(' ');
        return blank < 0 ? "" : said.request().substring(0, blank);
    }

    static int status(Flow flow) {
        return flow.greeting().map(Greeting::status).orElse(0);
    }

    /** It was answered, with an error. */
    static boolean refused(Flow flow) {
        return status(flow) >= ERROR;
    }

    /** Some of the requests were passed on to an endpoint of the Service. */
    static boolean passedOn(Case that, List<Flow> requests, Service service) {
        List<Ip> ends =
                service.endpoints().stream().map(endpoint -> endpoint.ip()).toList();
        return requests.stream()
                .anyMatch(request -> ends.contains(request.reached().ip())
                        || Arrivals.of(that).all().stream()
                                .filter(flow -> flow.client()
                                        .at()
                                        .ip()
                                        .equals(request.reached().ip()))
                                .filter(flow -> !flow.start().isBefore(request.start()))
                                .filter(flow -> ends.contains(flow.reached().ip()))
                                .anyMatch(flow -> same(flow, request)));
    }

    private static boolean same(Flow one, Flow other) {
        return Objects.equals(
                one.greeting().map(Greeting::request), other.greeting().map(Greeting::request));
    }
}

package io.packetwalk.report;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Hop;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.dns.Resolution;
import io.packetwalk.walk.netfilter.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns predicted walks into the traces of the contract. */
public final class Traces {
    private Traces() {}

    public static Trace of(Walk walk) {
        return new Trace(
                Report.SCHEMA_VERSION,
                question(walk.question()),
                resolution(walk.resolution()),
                walk.verdict(),
                walk.symptom().word(),
                Stream.concat(walk.paths().stream(), walk.beside().stream())
                        .map(Traces::path)
                        .toList(),
                walk.reply().stream().map(Traces::path).toList(),
                walk.assumptions().stream()
                        .map(missing -> new Trace.Assumption(
                                missing.why().isEmpty() ? missing.what() : missing.what() + ": " + missing.why(),
                                missing.command()))
                        .toList(),
                List.of());
    }

    /** The rules that came nearest to changing a walk. */
    public static List<Trace.Near> nearest(List<NearMiss> misses) {
        return misses.stream()
                .map(near -> new Trace.Near(
                        near.source().toString(),
                        Neutral.of(near.rule()),
                        near.node(),
                        near.hook(),
                        near.table(),
                        near.chain(),
                        near.failed()))
                .toList();
    }

    private static Trace.Question question(Question question) {
        return new Trace.Question(
                from(question.from()) + (question.fromPort() == 0 ? "" : ":" + question.fromPort()),
                to(question),
                question.proto().toString(),
                question.port(),
                question.size() == 0 ? null : question.size());
    }

    private static String from(Question.Origin origin) {
        return switch (origin) {
            case Question.Origin.InPod(ObjectRef pod) -> pod.toString();
            case Question.Origin.OnNode(String node) -> "node/" + node;
            case Question.Origin.Outside(var ip) -> ip.map(Ip::toString).orElse("ext");
        };
    }

    private static String to(Question question) {
        String name = switch (question.to()) {
            case Question.Target.ToPod(ObjectRef pod) -> pod.toString();
            case Question.Target.ToService(ObjectRef service) -> service.toString();
            case Question.Target.ToNode(String node) -> "node/" + node;
            case Question.Target.ToAddress(Ip ip) -> ip.v6() ? "[" + ip + "]" : ip.toString();
            case Question.Target.ToName(String dns) -> dns;
        };
        return question.port() == 0 ? name : name + ":" + question.port();
    }

    private static Trace.Resolution resolution(Resolution resolution) {
        return new Trace.Resolution(
                resolution.queries().stream()
                        .map(query -> new Trace.Query(
                                query.name(),
                                query.type(),
                                query.server(),
                                query.rcode(),
                                query.answers(),
                                query.basis().name(),
                                places(query.sources())))
                        .toList(),
                resolution.address().map(Ip::toString).orElse(null),
                resolution.outcome());
    }

    private static Trace.Path path(Path path) {
        List<Trace.Step> steps = new ArrayList<>();
        for (Step step : path.steps()) {
            steps.add(step(steps.size() + 1, step));
        }
        return new Trace.Path(
                path.weight(),
                path.verdict().word(),
                path.symptom().word(),
                path.endpoint().map(IpPort::toString).orElse(null),
                path.endpointObject().map(ObjectRef::toString).orElse(null),
                path.sourceSeen().map(Ip::toString).orElse(null),
                path.masqueraded(),
                places(path.by()),
                Neutral.of(path.reason()),
                path.missing().stream().map(Traces::missing).toList(),
                steps);
    }

    static Report.Missing missing(Missing missing) {
        return new Report.Missing(Neutral.of(missing.what()), Neutral.of(missing.why()), Neutral.of(missing.command()));
    }

    private static Trace.Step step(int number, Step step) {
        return new Trace.Step(
                number,
                step.node(),
                step.netns(),
                step.kind().json(),
                step.hook(),
                step.table(),
                step.chain(),
                Neutral.of(step.text()),
                header(step.before()),
                header(step.after()),
                step.basis().name(),
                places(step.sources()));
    }

    private static Trace.Header header(Hop hop) {
        return new Trace.Header(
                hop.tuple().proto().toString(),
                hop.tuple().src().toString(),
                hop.tuple().dst().toString(),
                hop.mark(),
                hop.device());
    }

    static List<String> places(List<Source> sources) {
        return sources.stream().map(Source::toString).toList();
    }
}

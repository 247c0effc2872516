package io.packetwalk.report.html;

import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A report of a cluster in which hundreds of things are wrong, on hundreds of nodes, with long names everywhere. */
final class Crowded {
    static final int MANY = 400;

    private static final String LONG = "-with-a-name-as-long-as-kubernetes-allows".repeat(5);

    private Crowded() {}

    static Report report() {
        Report one = Sample.broken(text -> text + LONG);
        return new Report(
                one.schemaVersion(),
                one.tool(),
                bundle(one.bundle()),
                many(at -> finding(one.findings().getFirst(), at)),
                one.clear(),
                many(at -> new Report.Undetermined(
                        "PW-" + (100 + at),
                        List.of(new Report.Missing("evidence " + at + LONG, "timed out" + LONG, "cat " + at + LONG)))),
                one.notApplicable(),
                one.crashed(),
                one.walks(),
                one.flows(),
                many(at -> new Report.Coverage("nodes/" + at + LONG, "ss", 10, 1, 1, 4, 4, 0)),
                many(at -> new Report.Note("cut", "warn", "nodes/" + at + LONG, "was cut" + LONG)),
                one.excerpts(),
                many(at -> new Report.Presence("kind-" + at % 40, "node-" + at, "failed")),
                one.sections(),
                many(at -> new Report.Incident(
                        "PW-034", "node-" + at + LONG, "failed" + LONG, List.of(), new Report.Affected(1, 2), null)),
                many(at -> new Report.NextCapture("cat " + at + LONG, List.of("PW-001"), List.of())));
    }

    private static Report.Bundle bundle(Report.Bundle like) {
        return new Report.Bundle(
                like.inputs(),
                like.layout(),
                like.window(),
                many(at -> "node-" + at),
                like.proxyMode(),
                like.datapaths(),
                like.artifacts());
    }

    private static Report.Finding finding(Report.Finding like, int at) {
        return new Report.Finding(
                at + 1,
                like.id(),
                like.name(),
                like.id() + "~" + at,
                like.confidence(),
                like.severity(),
                like.layer(),
                like.role(),
                like.subjects(),
                at + " " + like.what(),
                like.why(),
                like.evidence(),
                like.conditions(),
                like.rejected(),
                like.remedies(),
                like.then(),
                like.wouldChangeOurMind(),
                like.flows(),
                like.affected(),
                like.walk(),
                null);
    }

    private static <T> List<T> many(IntFunction<T> each) {
        return IntStream.range(0, MANY).mapToObj(each).toList();
    }
}

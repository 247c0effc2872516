package io.packetwalk.report;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Leg;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.report.section.FlowColumnsDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A report with as many flows as asked for: 2,500 clients, 400 Services, two points that saw each, one flow in fifty failed. */
public final class ManyFlows {
    private static final Instant START = Instant.parse("2026-11-20T10:01:12Z");

    private ManyFlows() {}

    /** The broken sample with other flows; same number, same report. */
    public static Report of(int number, int kept) {
        SplittableRandom dice = new SplittableRandom(7);
        List<Flow> all = new ArrayList<>(number);
        long micros = 0;
        for (int i = 1; i <= number; i++) {
            micros += dice.nextInt(30_000);
            all.add(flow(i, START.plusNanos(micros * 1000), dice));
        }
        Flows flows = new Flows(all, List.of());
        Report report = Sample.broken();
        FlowColumnsDraft draft = new FlowColumnsDraft(Sample.noCluster(), Map.of());
        Map<String, Integer> byState = new TreeMap<>();
        all.forEach(flow -> byState.merge(flow.state().word(), 1, Integer::sum));
        return new Report(
                report.schemaVersion(),
                report.tool(),
                report.bundle(),
                report.findings(),
                report.clear(),
                report.undetermined(),
                report.notApplicable(),
                report.crashed(),
                report.walks(),
                new Report.FlowSummary(
                        number,
                        flows.failed().size(),
                        byState,
                        report.flows().rows(),
                        draft.facets(flows),
                        draft.of(flows, kept)),
                report.coverage(),
                report.notes(),
                report.excerpts(),
                report.presence(),
                report.sections(),
                report.incidents(),
                report.nextCapture());
    }

    private static Flow flow(int number, Instant start, SplittableRandom dice) {
        int client = dice.nextInt(2500);
        int service = dice.nextInt(400);
        int port = 1024 + dice.nextInt(60_000);
        boolean failed = dice.nextInt(50) == 0;
        Ip from = Ip.of("10.244." + client / 250 + "." + (client % 250 + 1));
        Ip to = Ip.of("10.96." + service / 250 + "." + (service % 250 + 1));
        Ip reached = Ip.of("10.245." + service / 250 + "." + (service % 250 + 1));
        FiveTuple before = FiveTuple.of(Proto.TCP, from, port, to, 80);
        FiveTuple after = FiveTuple.of(Proto.TCP, from, port, reached, 8080);
        Counters there = new Counters(4 + dice.nextInt(40), 400 + dice.nextInt(40_000));
        Counters back = failed ? new Counters(0, 0) : new Counters(4 + dice.nextInt(40), 400 + dice.nextInt(400_000));
        return new Flow(
                "f" + number,
                Proto.TCP,
                new Flow.Party(before.src(), Optional.of(ObjectRef.pod("ns" + client % 40, "client-" + client))),
                new Flow.Party(before.dst(), Optional.of(ObjectRef.service("ns" + service % 40, "service-" + service))),
                Optional.of(new Flow.Party(after.dst(), Optional.empty())),
                failed ? Flow.State.NO_REPLY : Flow.State.OK,
                start,
                start.plusMillis(1 + dice.nextInt(900)),
                there,
                back,
                Optional.empty(),
                -1,
                -1,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(
                        leg("worker-" + client % 3, before, there, back, start, number * 10L),
                        leg("worker-" + service % 3, after, there, back, start, number * 10L + 3)),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Leg leg(String node, FiveTuple tuple, Counters there, Counters back, Instant first, long packet) {
        String artifact = "captures/" + node + "-any.pcap";
        return new Leg(
                artifact,
                new Place.Node(node),
                "eth0",
                Leg.Kind.CAPTURE,
                tuple,
                Optional.empty(),
                there.packets(),
                back.packets(),
                Optional.of(first),
                new Source(artifact, Source.Kind.PACKETS, packet, packet + 7, ""));
    }
}

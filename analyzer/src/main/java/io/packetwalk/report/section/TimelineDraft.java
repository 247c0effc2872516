package io.packetwalk.report.section;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Flows;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Inventory;
import io.packetwalk.model.Node;
import io.packetwalk.report.Neutral;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws up when things happened, lane by lane. */
public final class TimelineDraft {
    private static final int EVENTS = 400;
    private static final int STEPS = 240;
    private static final int LONGEST = 300;
    private static final String API = "API";
    private static final String LOGS = "logs";
    private static final String DNS = "DNS";
    private static final String CAPTURES = "captures";

    private final Map<String, List<Timeline.Event>> lanes = new LinkedHashMap<>();
    private final Map<String, Integer> undated = new LinkedHashMap<>();

    private TimelineDraft() {}

    /**
     * Draws up the timeline.
     *
     * @param notes what was said about our reading; what it says of clocks is shown
     */
    public static Timeline of(Cluster cluster, Flows flows, List<Note> notes) {
        TimelineDraft draft = new TimelineDraft();
        draft.events(cluster);
        draft.lookups(flows);
        return new Timeline(
                draft.lanes(cluster),
                windows(cluster),
                notes.stream()
                        .filter(note ->
                                note.code().contains("clock") || note.code().contains("skew"))
                        .map(note -> new Timeline.Clock(
                                Neutral.of(note.text()), note.source().toString()))
                        .toList(),
                traffic(flows));
    }

    private void events(Cluster cluster) {
        cluster.events()
                .forEach(event -> add(
                        API,
                        event.last().or(event::first),
                        event.type().equals("Warning") ? "warn" : "info",
                        event.involved() + " " + event.reason() + ": " + event.message()
                                + (event.count() > 1 ? " (" + event.count() + " times)" : ""),
                        event.source()));
        cluster.kernelLogs()
                .forEach(log -> add(
                        log.node().isEmpty() ? "kernel" : log.node(),
                        log.line().time(),
                        "info",
                        "kernel: " + log.line().text(),
                        log.line().source()));
        cluster.logLines().forEach(placed -> line(LOGS, placed.place() + " ", placed.line()));
        for (DnsLog log : cluster.dnsLogs()) {
            log.lines().forEach(line -> line(DNS, "", line));
            log.errors()
                    .forEach(error -> add(
                            DNS,
                            error.time(),
                            "error",
                            error.qname() + " " + error.qtype() + ": " + error.error(),
                            error.source()));
        }
    }

    private void line(String lane, String who, LogLineFact line) {
        String severity = switch (line.severity()) {
            case "ERROR", "FATAL" -> "error";
            case "WARN" -> "warn";
            default -> "info";
        };
        add(lane, line.time(), severity, who + line.text(), line.source());
    }

    private void lookups(Flows flows) {
        flows.lookups().stream()
                .filter(lookup -> lookup.failed())
                .forEach(lookup -> lookup.exchanges().stream()
                        .findFirst()
                        .ifPresent(asked -> add(
                                DNS,
                                Optional.of(asked.exchange().asked()),
                                "error",
                                lookup.key() + ": " + lookup.outcome(),
                                asked.source())));
    }

    private void add(String lane, Optional<Instant> at, String severity, String text, Source source) {
        List<Timeline.Event> events = lanes.computeIfAbsent(lane, _lane -> new ArrayList<>());
        if (at.isEmpty()) {
            undated.merge(lane, 1, Integer::sum);
            return;
        }
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
        events.add(new Timeline.Event(at.get().toString(), severity, Neutral.of(shown), source.toString()));
    }

    private List<Timeline.Lane> lanes(Cluster cluster) {
        cluster.nodes().forEach(node -> lanes.computeIfAbsent(node.name(), _lane -> new ArrayList<>()));
        return lanes.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, List<Timeline.Event>> lane) -> rank(lane.getKey()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(lane -> new Timeline.Lane(
                        Neutral.of(lane.getKey()),
                        lane.getValue().size(),
                        undated.getOrDefault(lane.getKey(), 0),
                        lane.getValue().stream()
                                .sorted(Comparator.comparing(
                                        event -> event.severity().equals("info")))
                                .limit(EVENTS)
                                .sorted(Comparator.comparing((Timeline.Event event) -> Instant.parse(event.at()))
                                        .thenComparing(Timeline.Event::source))
                                .toList()))
                .toList();
    }

    private static int rank(String lane) {
        return switch (lane) {
            case API -> 0;
            case LOGS -> 2;
            case DNS -> 3;
            case CAPTURES -> 4;
            default -> 1;
        };
    }

    private static List<Timeline.Span> windows(Cluster cluster) {
        List<Timeline.Span> spans = new ArrayList<>();
        Map<String, List<Inventory.Entry>> byLane = cluster.inventory().readings().stream()
                .filter(entry -> entry.window().isPresent())
                .collect(Collectors.groupingBy(
                        entry -> lane(entry.place(), cluster), LinkedHashMap::new, Collectors.toList()));
        byLane.forEach((lane, entries) -> entries.stream()
                .flatMap(entry -> entry.window().stream())
                .reduce(Window::span)
                .ifPresent(window -> spans.add(new Timeline.Span(
                        Neutral.of(lane),
                        window.from().toString(),
                        window.to().toString(),
                        entries.size() + (entries.size() == 1 ? " artifact" : " artifacts") + " collected"))));
        cluster.captures()
                .forEach(capture -> capture.window()
                        .ifPresent(window -> spans.add(new Timeline.Span(
                                CAPTURES,
                                window.from().toString(),
                                window.to().toString(),
                                Neutral.of(capture.artifact())))));
        return spans;
    }

    private static String lane(Place place, Cluster cluster) {
        return switch (place) {
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) ->
                cluster.pod(namespace, name)
                        .flatMap(pod -> cluster.node(pod.node()))
                        .map(Node::name)
                        .orElse(API);
            case Place.Outside(String name) -> name;
            case Place.Cluster _c -> API;
            case Place.Unplaced _u -> API;
        };
    }

    private static Timeline.@Nullable Traffic traffic(Flows flows) {
        if (flows.all().isEmpty()) {
            return null;
        }
        Instant from = flows.all().getFirst().start();
        long span = flows.passing()
                .mapToLong(flow -> from.until(flow.start(), ChronoUnit.MILLIS))
                .max()
                .orElse(0);
        long step = Math.max(100, span / STEPS + 1);
        int[] total = new int[(int) (span / step) + 1];
        int[] failed = new int[total.length];
        flows.passing().forEach(flow -> {
            int at = (int) (from.until(flow.start(), ChronoUnit.MILLIS) / step);
            total[at]++;
            failed[at] += flow.state().failed() ? 1 : 0;
        });
        return new Timeline.Traffic(
                from.toString(),
                step,
                IntStream.of(total).boxed().toList(),
                IntStream.of(failed).boxed().toList());
    }
}

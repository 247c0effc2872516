package io.packetwalk.report.section;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.report.CaptureRemarks;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.TcpRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes conversations as columns. */
public final class FlowColumnsDraft {
    private static final int NAMED = 12;

    private final Cluster cluster;
    private final Map<String, List<String>> findings;
    private final Tracked tracked;
    private final CaptureRemarks remarks;
    private final Map<String, FlowRow.Name> names = new TreeMap<>();
    private final Map<String, Integer> words = new LinkedHashMap<>();
    private final Map<String, StringBuilder> columns = new TreeMap<>();

    /**
     * A draft for one report.
     *
     * @param findings fingerprints by flow id
     */
    public FlowColumnsDraft(Cluster cluster, Map<String, List<String>> findings) {
        this.cluster = cluster;
        this.findings = findings;
        this.tracked = new Tracked(cluster);
        this.remarks = new CaptureRemarks(cluster);
    }

    /**
     * The flows that a report keeps: all that failed or are tied to a finding, then an even sample of the rest.
     *
     * @param most rows kept; more only when more failed
     */
    public FlowColumns of(Flows flows, int most) {
        int all = flows.all().size();
        long told = flows.passing().filter(this::telling).count();
        long others = all - told;
        long room = Math.min(others, Math.max(0, most - told));
        Progress progress = new Progress();
        flows.passing().forEach(flow -> {
            // Every n-th of the rest, so that all times are represented and two runs agree.
            boolean shown = telling(flow)
                    || progress.passed++ * room / Math.max(1, others) != progress.passed * room / Math.max(1, others);
            if (shown) {
                step(flow, progress);
            }
        });
        names.forEach((address, name) -> {
            add("names", word(address));
            add("names", word(name.name()));
        });
        return new FlowColumns(
                progress.rows,
                (int) room,
                (int) others,
                progress.epoch.toString(),
                List.copyOf(words.keySet()),
                column("ids"),
                column("start"),
                column("took"),
                column("proto"),
                column("client"),
                column("clientObject"),
                column("clientPort"),
                column("server"),
                column("serverObject"),
                column("serverPort"),
                column("reached"),
                column("reachedObject"),
                column("reachedPort"),
                column("packets"),
                column("answers"),
                column("bytes"),
                column("answered"),
                column("state"),
                column("findings"),
                column("dns"),
                column("again"),
                column("points"),
                column("point"),
                column("first"),
                column("last"),
                column("there"),
                column("back"),
                column("tuple"),
                column("tracked"),
                column("lost"),
                column("unexpected"),
                column("goodput"),
                column("names"));
    }

    private boolean telling(Flow flow) {
        return flow.state().failed() || findings.containsKey(flow.id());
    }

    /** How far the one pass over the flows has come. */
    private static final class Progress {
        private Instant epoch = Instant.EPOCH;
        private Instant before = Instant.EPOCH;
        private int id;
        private int rows;
        private long passed;
    }

    private void step(Flow flow, Progress progress) {
        if (progress.rows++ == 0) {
            progress.epoch = flow.start();
            progress.before = flow.start();
        }
        int number = Integer.parseInt(flow.id().substring(1));
        add("ids", number - progress.id);
        add("start", progress.before.until(flow.start(), ChronoUnit.MICROS));
        progress.before = flow.start();
        progress.id = number;
        row(flow);
    }

    private void row(Flow flow) {
        add("took", flow.start().until(flow.end(), ChronoUnit.MICROS));
        add("proto", word(flow.proto().toString()));
        party("client", Optional.of(flow.client()));
        party("server", Optional.of(flow.server()));
        party("reached", flow.translated());
        add("packets", flow.forward().packets());
        add("answers", flow.backward().packets());
        add("bytes", flow.forward().bytes());
        add("answered", flow.backward().bytes());
        add("state", word(flow.state().word()));
        List<String> by = findings.getOrDefault(flow.id(), List.of());
        add("findings", by.isEmpty() ? -1 : word(String.join(" ", by)));
        add(
                "dns",
                flow.dns().stream()
                        .findFirst()
                        .map(dns -> word(dns.qname() + " " + dns.qtype() + " " + dns.rcode()))
                        .orElse(-1));
        add("again", flow.tcp().map(FlowColumnsDraft::again).orElse(0L));
        String entries = telling(flow) ? tracked.of(flow) : "";
        add("tracked", entries.isEmpty() ? -1 : raw(entries));
        add("lost", flow.loss().map(FlowRow.Lost::of).map(this::lost).orElse(-1));
        add(
                "unexpected",
                flow.unexpected()
                        .map(FlowRow.Unexpected::of)
                        .map(odd -> parts(List.of(odd.text()), odd.sources()))
                        .orElse(-1));
        add("goodput", flow.tcp().map(TcpRow::goodput).map(FlowRow.Pair::larger).orElse(-1L));
        add("points", flow.legs().size());
        flow.legs().forEach(leg -> point(flow, leg));
    }

    private int lost(FlowRow.Lost lost) {
        return parts(
                List.of(
                        lost.kind(),
                        lost.way(),
                        lost.after(),
                        lost.before(),
                        lost.sentence(),
                        String.join("; ", lost.doubts())),
                lost.sources());
    }

    /** A word of several parts, the places last. */
    private int parts(List<String> texts, List<String> sources) {
        return raw(
                Stream.concat(texts.stream(), sources.stream()).map(Neutral::of).collect(Collectors.joining("\t")));
    }

    private static long again(TcpFact tcp) {
        return (long) tcp.retransmitsForward() + tcp.retransmitsBackward();
    }

    private void party(String name, Optional<Flow.Party> party) {
        party.filter(end -> end.object().isEmpty()).ifPresent(this::remember);
        add(name, party.map(end -> word(end.at().ip().toString())).orElse(-1));
        add(
                name + "Object",
                party.flatMap(Flow.Party::object)
                        .map(ObjectRef::toString)
                        .map(this::word)
                        .orElse(-1));
        add(name + "Port", party.map(end -> end.at().port()).orElse(-1));
    }

    /** What files call an address that nothing in the model has. */
    private void remember(Flow.Party end) {
        FlowRow.Name name = remarks.name(end.at().ip());
        if (name != null) {
            names.put(end.at().ip().toString(), name);
        }
    }

    private void point(Flow flow, Leg leg) {
        boolean packets = leg.source().kind() == Source.Kind.PACKETS;
        String tunnel = leg.tunnel()
                .map(in -> in.type() + (in.vni() < 0 ? "" : " " + in.vni()))
                .orElse("");
        String netns = leg.place() instanceof Place.Pod ? leg.place().toString() : "host";
        add(
                "point",
                raw(String.join(
                        "\t",
                        Neutral.of(leg.artifact()),
                        Neutral.of(leg.device()),
                        Neutral.of(node(leg.place())),
                        Neutral.of(netns),
                        Neutral.of(tunnel))));
        add("first", packets ? leg.source().from() : 0);
        add("last", packets ? leg.source().to() - leg.source().from() : 0);
        add("there", leg.forwardPackets());
        add("back", leg.backwardPackets());
        add("tuple", tuple(flow, leg));
    }

    /** Nearly every point sees the flow as its client sent it or as it was translated; only other tuples are spelled out. */
    private int tuple(Flow flow, Leg leg) {
        if (leg.tuple().src().equals(flow.client().at())) {
            if (leg.tuple().dst().equals(flow.server().at())) {
                return -1;
            }
            if (flow.translated()
                    .filter(end -> end.at().equals(leg.tuple().dst()))
                    .isPresent()) {
                return -2;
            }
        }
        return word(leg.tuple().src() + " > " + leg.tuple().dst());
    }

    private String node(Place place) {
        return switch (place) {
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) ->
                cluster.pod(namespace, name).map(Pod::node).orElse("");
            case Place.Outside(String name) -> name;
            case Place.Cluster _c -> "";
            case Place.Unplaced _u -> "";
        };
    }

    private int word(String text) {
        return raw(Neutral.of(text));
    }

    private int raw(String text) {
        Integer known = words.putIfAbsent(text, words.size());
        return known == null ? words.size() - 1 : known;
    }

    private void add(String column, long number) {
        StringBuilder text = columns.computeIfAbsent(column, _name -> new StringBuilder());
        if (!text.isEmpty()) {
            text.append(' ');
        }
        text.append(number);
    }

    private String column(String name) {
        return columns.getOrDefault(name, new StringBuilder()).toString();
    }

    /** Exact counts over all flows. */
    public List<Facet> facets(Flows flows) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        List.of("verdict", "proto", "from", "to", "node", "finding").forEach(key -> counts.put(key, new TreeMap<>()));
        flows.passing().forEach(flow -> {
            count(counts, "verdict", flow.state().word());
            count(counts, "proto", flow.proto().toString());
            flow.client().object().ifPresent(object -> count(counts, "from", object.toString()));
            flow.server().object().ifPresent(object -> count(counts, "to", object.toString()));
            flow.legs().stream()
                    .map(leg -> node(leg.place()))
                    .filter(node -> !node.isEmpty())
                    .distinct()
                    .forEach(node -> count(counts, "node", node));
            findings.getOrDefault(flow.id(), List.of()).forEach(finding -> count(counts, "finding", finding));
        });
        List<Facet> facets = new ArrayList<>();
        counts.forEach((key, values) -> {
            if (!values.isEmpty()) {
                facets.add(new Facet(
                        key,
                        values.entrySet().stream()
                                .sorted(Map.Entry.<String, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                                .limit(NAMED)
                                .map(entry -> new Facet.Count(Neutral.of(entry.getKey()), entry.getValue()))
                                .toList()));
            }
        });
        return facets;
    }

    private static void count(Map<String, Map<String, Integer>> counts, String key, String value) {
        counts.computeIfAbsent(key, _key -> new TreeMap<>()).merge(value, 1, Integer::sum);
    }
}

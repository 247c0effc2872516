package io.packetwalk.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Place;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the flows of a lab's bundle against what the lab itself saw of each probe: where its last packet passed, and what its client observed. {@code scripts/last-seen}
 * runs it on a folder of bundles with their truth files.
 */
public final class LastSeen {

    /** What a client calls each end of a flow. A name that could not be resolved is several flows, whose end together is the lookup's. */
    private static final Map<String, Set<String>> OBSERVED = Map.ofEntries(
            Map.entry("ok", Set.of("established", "dns-nxdomain")),
            Map.entry("timeout", Set.of("no-reply", "half-open")),
            Map.entry("dns_timeout", Set.of("no-reply")),
            Map.entry("refused", Set.of("refused")),
            Map.entry("dns_refused", Set.of("refused", "dns-error")),
            Map.entry("unreachable", Set.of("icmp-error")),
            Map.entry("reset", Set.of("reset")),
            Map.entry("stall", Set.of("stalled")),
            Map.entry("servfail", Set.of("dns-servfail", "dns-nxdomain")),
            Map.entry("nxdomain", Set.of("dns-nxdomain")));

    /**
     * One probe.
     *
     * @param observed how its tries ended, one word or several
     * @param place namespace in which it was seen last
     * @param device interface there
     * @param tuple its protocol and ends there
     */
    record Probe(String id, Set<String> observed, String place, String device, String tuple) {
        String where() {
            return place + "/" + device + " " + tuple;
        }

        String client() {
            return tuple.substring(0, tuple.indexOf(" ->"));
        }

        /** A probe that never got an address is known by its DNS datagrams. */
        static String proto(String proto, String observed) {
            return observed.startsWith("dns_") ? "udp" : proto;
        }
    }

    private LastSeen() {}

    /** Prints what disagrees and the rate; exit code 1 when anything does. */
    public static void main(String[] args) throws IOException {
        List<Path> truths;
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            truths = files.filter(file -> file.toString().endsWith(".truth.json"))
                    .sorted()
                    .toList();
        }
        int all = 0;
        int agreeing = 0;
        for (Path truth : truths) {
            String name = truth.getFileName().toString().replace(".truth.json", "");
            List<Probe> probes = probes(truth);
            List<Flow> flows = flows(truth.resolveSibling(name + ".tar.gz"));
            for (Probe probe : probes) {
                List<String> problems = problems(probe, probes, flows);
                all++;
                agreeing += problems.isEmpty() ? 1 : 0;
                problems.forEach(problem -> System.out.println(name + " " + probe.id() + ": " + problem));
            }
        }
        System.out.println(agreeing + " of " + all + " probes of " + truths.size()
                + " bundles were seen last where the lab saw them last, and end as their clients observed");
        System.exit(agreeing == all ? 0 : 1);
    }

    /** The probes of a truth file that were seen anywhere. */
    private static List<Probe> probes(Path truth) throws IOException {
        List<Probe> probes = new ArrayList<>();
        for (JsonNode flow : new ObjectMapper().readTree(truth.toFile()).get("flows")) {
            JsonNode last = flow.get("last_seen");
            if (last != null && last.hasNonNull("place")) {
                String observed = flow.get("observed").asText();
                Set<String> each = new TreeSet<>();
                if (observed.equals("mixed")) {
                    flow.get("counts").fieldNames().forEachRemaining(each::add);
                } else {
                    each.add(observed);
                }
                probes.add(new Probe(
                        flow.get("id").asText(),
                        each,
                        last.get("place").asText(),
                        last.get("iface").asText(),
                        Probe.proto(flow.get("proto").asText(), observed) + " "
                                + last.get("src").asText() + " -> "
                                + last.get("dst").asText()));
            }
        }
        return probes;
    }

    static List<Flow> flows(Path bundle) throws IOException {
        Bundle opened = Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0);
        return Stitcher.stitch(ClusterJoin.join(Intake.of(opened, 2).readings()))
                .all();
    }

    /** What is wrong with the flows of one probe of a bundle; nothing when all is as the lab saw it. */
    static List<String> problems(Probe probe, List<Probe> probes, List<Flow> flows) {
        List<Flow> passing = flows.stream()
                .filter(flow -> flow.legs().stream().anyMatch(leg -> at(leg, probe)))
                .toList();
        if (passing.isEmpty()) {
            return List.of("no flow passes " + probe.where());
        }
        // What two probes through one UDP socket have in common is one flow, which was seen last where the later one
        // was, and ends as that did.
        Set<String> lasts = probes.stream()
                .filter(other -> other.client().equals(probe.client()))
                .map(Probe::where)
                .collect(Collectors.toSet());
        Set<String> ends = probes.stream()
                .filter(other -> other.tuple().equals(probe.tuple()))
                .flatMap(other -> other.observed().stream())
                .flatMap(word -> OBSERVED.getOrDefault(word, Set.of()).stream())
                .collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        for (Flow flow : passing) {
            if (lasts.stream().noneMatch(where -> same(where, last(flow)))) {
                problems.add(flow.id() + " was seen last at " + last(flow) + ", not at " + probe.where());
            }
            if (!ends.contains(flow.state().word())) {
                problems.add(flow.id() + " ended " + flow.state().word() + ", not " + probe.observed());
            }
        }
        return problems;
    }

    /** A datagram sent again before its connection is confirmed may be translated to another server (nf_conntrack confirms at the end of the way). */
    private static boolean same(String where, String last) {
        boolean udp = where.contains(" udp ");
        return where.equals(last) || udp && client(where).equals(client(last));
    }

    private static String client(String where) {
        return where.substring(0, where.indexOf(" ->"));
    }

    /** The last place that the client's packets passed; answers may come back another way. */
    private static String last(Flow flow) {
        Leg leg = flow.legs().stream()
                .filter(seen -> seen.kind() == Leg.Kind.CAPTURE && seen.forwardPackets() > 0)
                .reduce((one, next) -> next)
                .orElseThrow();
        return name(leg.place()) + "/" + leg.device() + " " + leg.tuple();
    }

    private static boolean at(Leg leg, Probe probe) {
        return leg.tuple().toString().equals(probe.tuple())
                && leg.device().equals(probe.device())
                && name(leg.place()).equals(probe.place());
    }

    private static String name(Place place) {
        return switch (place) {
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) -> "pod:" + namespace + "/" + name;
            case Place.Outside(String name) -> name;
            case Place.Cluster _c -> "";
            case Place.Unplaced _u -> "";
        };
    }
}

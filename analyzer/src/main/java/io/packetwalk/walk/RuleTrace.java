package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What does a bare rule set do to a packet? No routes, no neighbours, no listeners: the packet goes through the hooks it would meet, and is delivered when no rule
 * stops it.
 */
public final class RuleTrace {

    private static final String NOT_KNOWN = "?";

    private RuleTrace() {}

    /**
     * A packet at a rule set.
     *
     * @param from source; port 0 when it is any
     * @param to destination
     * @param proto protocol
     * @param hook the only hook it meets; empty for all hooks on its way
     * @param in input interface, empty when not given
     * @param out output interface, empty when not given
     * @param local addresses of the host
     * @param state state of its connection
     * @param mark packet mark
     */
    public record Request(
            IpPort from,
            IpPort to,
            Proto proto,
            Optional<Hook> hook,
            String in,
            String out,
            List<Ip> local,
            CtState state,
            long mark) {
        public Request {
            local = List.copyOf(local);
        }
    }

    /** Runs the packet through the rules of all readings together, as if they were dumped on one host. */
    public static Walk trace(List<Reading> readings, Request request) {
        Place.Node host = new Place.Node("rules");
        List<Reading> placed = readings.stream()
                .map(reading -> new Reading(
                        reading.artifact(),
                        host,
                        reading.format(),
                        reading.presence(),
                        reading.window(),
                        reading.coverage(),
                        reading.facts(),
                        reading.notes()))
                .toList();
        return ClusterJoin.join(placed)
                .node(host.name())
                .map(node -> trace(node.netns().rules(), node.netns().presence(), request))
                .orElseGet(() -> trace(Ruleset.NONE, Map.of(), request));
    }

    /**
     * Runs the packet through the rules.
     *
     * @param rules all rules of the host, of any number of files
     * @param presence how well each format was read, by format id
     */
    public static Walk trace(Ruleset rules, Map<String, Presence> presence, Request request) {
        Terrain terrain = new Terrain(ClusterJoin.join(List.of()));
        Netfilter netfilter = new Netfilter(terrain);
        Site site = site(rules, presence, request);
        boolean own = request.local().contains(request.from().ip());
        FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
        Packet made = Packet.made(tuple);
        Packet packet = made.withMark(request.mark())
                .withConnection(made.connection().in(request.state()))
                .on(own ? "" : or(request.in()), "");
        List<Passage> moving = List.of(Passage.start(packet, site)
                .step(Step.Kind.ORIGINATE, request.from() + " sends to " + request.to(), Basis.DERIVED, List.of()));
        for (Hook hook : request.hook().map(List::of).orElseGet(() -> way(own))) {
            moving = Netfilter.each(moving, one -> {
                if (hook == Hook.POSTROUTING && !own && request.hook().isEmpty() && toHost(one, request)) {
                    return List.of(one);
                }
                Hook actual = hook == Hook.FORWARD && request.hook().isEmpty() ? after(one, request) : hook;
                return netfilter.traverse(actual, placed(one, actual, request));
            });
        }
        List<Path> paths = Forks.decide(moving.stream().map(RuleTrace::passed).toList()).stream()
                .map(RuleTrace::path)
                .toList();
        Question question = new Question(
                new Question.Origin.Outside(Optional.of(request.from().ip())),
                new Question.Target.ToAddress(request.to().ip()),
                request.proto(),
                request.to().port(),
                0);
        List<Missing> assumptions = moving.stream()
                .flatMap(one -> one.assumptions().stream())
                .distinct()
                .toList();
        return new Walk(question, Resolution.NOT_NEEDED, paths, List.of(), assumptions);
    }

    private static String or(String device) {
        return device.isEmpty() ? NOT_KNOWN : device;
    }

    private static List<Hook> way(boolean own) {
        return own ? List.of(Hook.OUTPUT, Hook.POSTROUTING) : List.of(Hook.PREROUTING, Hook.FORWARD, Hook.POSTROUTING);
    }

    private static Hook after(Passage passage, Request request) {
        return toHost(passage, request) ? Hook.INPUT : Hook.FORWARD;
    }

    private static boolean toHost(Passage passage, Request request) {
        return request.local().contains(passage.packet().tuple().dst().ip());
    }

    private static Passage placed(Passage passage, Hook hook, Request request) {
        boolean leaves = hook == Hook.FORWARD || hook == Hook.OUTPUT || hook == Hook.POSTROUTING;
        return passage.with(passage.packet().on(passage.packet().in(), leaves ? or(request.out()) : ""));
    }

    private static Site site(Ruleset rules, Map<String, Presence> presence, Request request) {
        Place place = new Place.Outside("rules");
        NetNs nothing = Supposed.nothing(place);
        List<AddrFact> addresses = new ArrayList<>();
        for (Ip ip : request.local()) {
            addresses.add(new AddrFact(Source.whole("--local"), or(request.in()), ip, ip.bits(), "global"));
        }
        NetNs netns = new NetNs(
                place,
                nothing.links(),
                addresses,
                nothing.routes(),
                nothing.routingRules(),
                nothing.neighbours(),
                nothing.fdb(),
                nothing.bridgePorts(),
                nothing.sockets(),
                nothing.sysctls(),
                nothing.counters(),
                nothing.conntrack(),
                nothing.conntrackStats(),
                nothing.conntrackCount(),
                rules,
                nothing.resolvConf(),
                nothing.hosts(),
                presence,
                nothing.windows());
        return new Site("", netns, true, List.of());
    }

    private static Passage passed(Passage passage) {
        return passage.live()
                ? passage.end(new Ending(
                        new Verdict.Delivered(passage.packet().tuple().dst()),
                        Symptom.OK,
                        "no rule stops it",
                        List.of(),
                        List.of()))
                : passage;
    }

    private static Path path(Passage passage) {
        Ending ending = passage.ending().orElseThrow();
        FiveTuple tuple = passage.packet().tuple();
        List<Source> by = ending.by().isEmpty()
                ? passage.steps().stream()
                        .flatMap(step -> step.sources().stream())
                        .distinct()
                        .toList()
                : ending.by();
        return new Path(
                passage.weight(),
                ending.verdict(),
                ending.symptom(),
                Optional.of(tuple.dst()),
                Optional.empty(),
                Optional.of(tuple.src().ip()).filter(ip -> !ip.unspecified()),
                passage.masqueraded(),
                by,
                ending.reason(),
                ending.missing(),
                passage.steps());
    }
}

package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.HopLimit;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.dns.Resolution;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What does a bare rule set do to a packet? No routes, no neighbours, no listeners: the packet goes through the hooks it would meet, and is delivered when no rule
 * stops it.
 */
public final class RuleTrace {

    private static final String NOT_KNOWN = "?";
    private static final String LOOPBACK = "lo";

    /** More hops than any cluster has. */
    private static final int LARGE = 32;

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
        return trace(host(readings), request);
    }

    /** The host that all readings were dumped on: its rules, and its addresses when they are among them. */
    public static NetNs host(List<Reading> readings) {
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
        return ClusterJoin.join(placed).node(host.name()).map(Node::netns).orElseGet(() -> Supposed.nothing(host));
    }

    /**
     * Runs the packet through the rules.
     *
     * @param rules all rules of the host, of any number of files
     * @param presence how well each format was read, by format id
     */
    public static Walk trace(Ruleset rules, Map<String, Presence> presence, Request request) {
        return trace(bare(Supposed.nothing(new Place.Outside("rules")), rules, List.of(), presence), request);
    }

    /** Runs the packet through the rules of a host. Its addresses count as local, beside those of the request; its routes answer rules that ask for them. */
    public static Walk trace(NetNs host, Request request) {
        return trace(host, List.of(request)).getFirst();
    }

    /** The same for many packets, each the first of its connection. */
    public static List<Walk> trace(NetNs host, List<Request> requests) {
        Netfilter netfilter = new Netfilter(new Terrain(ClusterJoin.join(List.of())));
        return requests.stream().map(request -> trace(netfilter, host, request)).toList();
    }

    /** The same with rules that are lowered once for all packets. */
    static Walk trace(Netfilter netfilter, NetNs host, Request request) {
        Site site = site(host, request);
        List<Passage> moving = passages(netfilter, site, request);
        List<Path> paths = moving.stream().map(RuleTrace::path).toList();
        Question question = new Question(
                new Question.Origin.Outside(Optional.of(request.from().ip())),
                new Question.Target.ToAddress(request.to().ip()),
                request.proto(),
                request.to().port(),
                0);
        Set<Missing> assumptions = new LinkedHashSet<>();
        moving.forEach(one -> assumptions.addAll(one.assumptions()));
        return new Walk(question, Resolution.NOT_NEEDED, paths, List.of(), List.copyOf(assumptions));
    }

    /** All alternatives of the packet, ended. */
    static List<Passage> passages(Netfilter netfilter, Site site, Request request) {
        return passages(netfilter, site, request, Optional.empty());
    }

    /** The same of a packet whose connection is known from an earlier one. */
    static List<Passage> passages(Netfilter netfilter, Site site, Request request, Optional<Connection> known) {
        return Forks.decide(leaves(netfilter, site, request, known));
    }

    /** The same with the suppositions still open, each with the connection it leaves behind. */
    static List<Passage> leaves(Netfilter netfilter, Site site, Request request, Optional<Connection> known) {
        boolean own = site.owns(request.from().ip());
        FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
        Packet made = Packet.made(tuple, role(request));
        Packet packet = made.withMark(request.mark())
                .withConnection(known.orElseGet(() -> made.connection().in(request.state())))
                .on(own ? "" : or(request.in()), "");
        List<Passage> moving = List.of(Passage.start(packet, site)
                .step(Step.Kind.ORIGINATE, request.from() + " sends to " + request.to(), Basis.DERIVED, List.of()));
        if (request.hook().isPresent()) {
            Hook hook = request.hook().get();
            moving = netfilter.traverse(hook, placed(moving.getFirst(), hook, request));
        } else if (own) {
            // Routed before OUTPUT: chains there see that device, whatever they translate to (ip_output.c,
            // ip_local_out).
            moving = Netfilter.each(
                    moving,
                    one -> netfilter.traverse(
                            Hook.OUTPUT,
                            toHost(one) ? one.with(one.packet().on("", LOOPBACK)) : placed(one, Hook.OUTPUT, request)));
            moving = Netfilter.each(moving, one -> sent(netfilter, one, request));
        } else {
            moving = entering(netfilter, moving, request);
        }
        return moving.stream().map(RuleTrace::passed).toList();
    }

    /** All alternatives of packets that come in, ended. */
    static List<Passage> arriving(Netfilter netfilter, List<Passage> coming, Request request) {
        return Forks.decide(entering(netfilter, coming, request).stream()
                .map(RuleTrace::passed)
                .toList());
    }

    private static List<Passage> entering(Netfilter netfilter, List<Passage> coming, Request request) {
        List<Passage> moving = hook(netfilter, Hook.PREROUTING, coming, request);
        return Netfilter.each(moving, one -> entered(netfilter, one, request));
    }

    /** Of a later packet nobody says which side sends it, and of an error about the connection not which one. */
    private static Role role(Request request) {
        FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
        return switch (request.state()) {
            case ESTABLISHED -> Role.LATER;
            case RELATED -> request.proto().icmp() ? new Role.IcmpError(-1, 0, tuple) : Role.OPENING;
            default -> Role.OPENING;
        };
    }

    private static List<Passage> hook(Netfilter netfilter, Hook hook, List<Passage> moving, Request request) {
        return Netfilter.each(moving, one -> netfilter.traverse(hook, placed(one, hook, request)));
    }

    /** To an address of this host it goes over the loopback device and comes in again. */
    private static List<Passage> sent(Netfilter netfilter, Passage passage, Request request) {
        if (!toHost(passage)) {
            return hook(netfilter, Hook.POSTROUTING, List.of(passage), request);
        }
        Passage looped = passage.with(passage.packet().on("", LOOPBACK));
        List<Passage> back = Netfilter.each(
                netfilter.traverse(Hook.POSTROUTING, looped),
                one -> netfilter.traverse(Hook.PREROUTING, one.with(one.packet().arrived(LOOPBACK, ""))));
        return Netfilter.each(back, one -> netfilter.traverse(Hook.INPUT, one));
    }

    private static List<Passage> entered(Netfilter netfilter, Passage passage, Request request) {
        if (passage.packet().detour().isPresent()) {
            return netfilter.egress(passage);
        }
        if (toHost(passage)) {
            List<Passage> after = hook(netfilter, Hook.INPUT, List.of(passage), request);
            return Netfilter.each(after, one -> received(netfilter, passage, one, request));
        }
        List<Passage> on = List.of(HopLimit.passedOn(passage));
        return hook(netfilter, Hook.POSTROUTING, hook(netfilter, Hook.FORWARD, on, request), request);
    }

    /** What IPVS takes out of INPUT goes on through OUTPUT, unless its real server is this host. */
    private static List<Passage> received(Netfilter netfilter, Passage before, Passage after, Request request) {
        boolean scheduled =
                !after.packet().tuple().dst().equals(before.packet().tuple().dst());
        if (!scheduled || toHost(after)) {
            return List.of(after);
        }
        Passage made = after.with(after.packet()
                .on("", "")
                .withConnection(after.packet().connection().taken()));
        return hook(netfilter, Hook.POSTROUTING, hook(netfilter, Hook.OUTPUT, List.of(made), request), request);
    }

    private static String or(String device) {
        return device.isEmpty() ? NOT_KNOWN : device;
    }

    private static boolean toHost(Passage passage) {
        return passage.at().owns(passage.packet().tuple().dst().ip());
    }

    private static Passage placed(Passage passage, Hook hook, Request request) {
        boolean leaves = hook == Hook.FORWARD || hook == Hook.OUTPUT || hook == Hook.POSTROUTING;
        return passage.with(passage.packet().on(passage.packet().in(), leaves ? or(request.out()) : ""));
    }

    static Site site(NetNs host, Request request) {
        List<AddrFact> addresses = new ArrayList<>(host.addresses());
        for (Ip ip : request.local()) {
            if (!host.owns(ip)) {
                addresses.add(new AddrFact(Source.whole("--local"), or(request.in()), ip, ip.bits(), "global"));
            }
        }
        // What IPVS takes must be local, else it never sees it: kube-proxy binds every virtual address to kube-ipvs0.
        for (VirtualServerFact server : host.rules().ipvs().virtualServers()) {
            if (server.service() instanceof IpvsService.At at
                    && addresses.stream()
                            .noneMatch(own -> own.ip().equals(at.address().ip()))) {
                Ip ip = at.address().ip();
                addresses.add(new AddrFact(server.source(), "kube-ipvs0", ip, ip.bits(), "global"));
            }
        }
        return new Site("", bare(host, host.rules(), addresses, host.presence()), true, List.of());
    }

    private static NetNs bare(NetNs host, Ruleset rules, List<AddrFact> addresses, Map<String, Presence> presence) {
        NetNs nothing = Supposed.nothing(new Place.Outside("rules"));
        return new NetNs(
                nothing.place(),
                nothing.links(),
                addresses,
                host.routes(),
                host.nextHops(),
                nothing.wireGuards(),
                host.routingRules(),
                nothing.neighbours(),
                nothing.fdb(),
                nothing.bridgePorts(),
                host.sockets(),
                nothing.sysctls(),
                nothing.counters(),
                nothing.conntrack(),
                nothing.conntrackStats(),
                nothing.conntrackCount(),
                rules,
                nothing.cilium(),
                nothing.resolvConf(),
                nothing.hosts(),
                presence,
                nothing.windows());
    }

    private static Passage passed(Passage passage) {
        Passage told = passage.packet()
                .hopLimit()
                .filter(limit -> limit.left() < LARGE && passage.live() && !toHost(passage))
                .map(limit -> passage.assume(new Missing(
                        "the hosts behind this one",
                        "a rule leaves the packet a TTL of " + limit.left() + ": no more than so many may pass it on",
                        "")))
                .orElse(passage);
        return passage.live()
                ? told.end(new Ending(
                        new Verdict.Delivered(passage.packet().tuple().dst()),
                        Symptom.OK,
                        "no rule stops it",
                        List.of(),
                        List.of()))
                : passage;
    }

    /** Few enough that looking at all of them costs less than hashing. */
    private static List<Source> cited(List<Step> steps) {
        List<Source> cited = new ArrayList<>(steps.size());
        for (Step step : steps) {
            List<Source> sources = step.sources();
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                if (!cited.contains(source)) {
                    cited.add(source);
                }
            }
        }
        return cited;
    }

    static Path path(Passage passage) {
        Ending ending = passage.ending().orElseThrow();
        FiveTuple tuple = passage.packet().tuple();
        List<Step> steps = passage.steps();
        List<Source> by = ending.by().isEmpty() ? cited(steps) : ending.by();
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
                steps,
                passage.met().inOrder());
    }
}

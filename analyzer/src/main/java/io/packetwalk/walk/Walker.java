package io.packetwalk.walk;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.dns.Resolution;
import io.packetwalk.walk.dns.Resolver;
import io.packetwalk.walk.netfilter.ChainRun;
import io.packetwalk.walk.netfilter.Netfilter;
import io.packetwalk.walk.route.Router;
import io.packetwalk.walk.travel.Arrival;
import io.packetwalk.walk.travel.Departure;
import io.packetwalk.walk.travel.Goal;
import io.packetwalk.walk.travel.Links;
import io.packetwalk.walk.travel.Travel;
import io.packetwalk.walk.travel.Tunnels;
import io.packetwalk.walk.travel.Underlay;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers questions: where would this packet go, and does the answer come back?
 *
 * <p>The way is made of rooms that know nothing of each other: {@link Departure} (who sends), {@link Travel} (one namespace after the other), {@link Netfilter} and
 * {@link ChainRun} (rules), {@link Router} (routes), {@link Links}, {@link Tunnels} and {@link Underlay} (what is between namespaces), {@link Arrival} (who
 * listens), {@link RoundTrip} (the way back), {@link Forks} (what open questions come to). Each takes a {@link Passage} and returns all that may become of it.
 *
 * <p>Safe for use by several threads; rules are lowered once per namespace.
 */
public final class Walker {

    private final Terrain terrain;
    private final Resolver resolver;
    private final PolicySteps policies;

    public Walker(Cluster cluster) {
        this.terrain = new Terrain(cluster);
        this.resolver = new Resolver(cluster, this);
        this.policies = new PolicySteps(cluster, terrain.policies());
    }

    /** Follows one packet. Never fails: what cannot be answered is an undetermined path. */
    public Walk walk(Question question) {
        return switch (question.to()) {
            case Question.Target.ToName name -> resolver.walk(question, name.name());
            case Question.Target.ToAddress at -> to(question, Resolution.NOT_NEEDED, List.of(at.ip()), "");
            case Question.Target.ToPod pod ->
                to(question, Resolution.NOT_NEEDED, addresses(pod.pod()), pod.pod() + " has no address");
            case Question.Target.ToService service ->
                to(
                        question,
                        Resolution.NOT_NEEDED,
                        serviceAddresses(service.service()),
                        service.service() + " has no address");
            case Question.Target.ToNode node ->
                to(
                        question,
                        Resolution.NOT_NEEDED,
                        nodeAddresses(node.node()),
                        "node " + node.node() + " has no address");
        };
    }

    private List<Ip> addresses(ObjectRef ref) {
        return terrain.cluster().pod(ref.namespace(), ref.name()).stream()
                .flatMap(pod -> pod.ips().stream())
                .limit(1)
                .toList();
    }

    private List<Ip> nodeAddresses(String name) {
        return terrain.cluster().node(name).flatMap(Node::internalIp).stream().toList();
    }

    /** The first cluster IP; a headless Service's endpoints, of which clients take any. */
    private List<Ip> serviceAddresses(ObjectRef ref) {
        Optional<Service> service = terrain.cluster().service(ref.namespace(), ref.name());
        List<Ip> clusterIps = service.map(known -> known.object().clusterIps()).orElse(List.of());
        return clusterIps.isEmpty()
                ? service.stream()
                        .flatMap(known -> known.endpoints().stream())
                        .filter(endpoint -> endpoint.isReady())
                        .map(endpoint -> endpoint.ip())
                        .distinct()
                        .sorted()
                        .toList()
                : clusterIps.subList(0, 1);
    }

    /** Walks to one of several addresses, each as likely. */
    public Walk to(Question question, Resolution resolution, List<Ip> addresses, String none) {
        Travel travel = new Travel(terrain, new Goal.Anyone());
        Departure departure = new Departure(terrain, travel);
        Optional<Site> site = departure.site(question.from());
        if (site.isEmpty() || addresses.isEmpty()) {
            Missing missing = addresses.isEmpty()
                    ? new Missing("the destination", none, "")
                    : new Missing("the sender", "the bundle does not have it", "");
            return nowhere(question, resolution, missing);
        }
        List<Path> paths = new ArrayList<>();
        List<Path> replies = new ArrayList<>();
        List<Path> beside = new ArrayList<>();
        Set<Missing> assumptions = new LinkedHashSet<>();
        RoundTrip roundTrip = new RoundTrip(terrain);
        for (Ip address : addresses) {
            // An echo's identifier stands for both ports (nf_conntrack_proto_icmp.c).
            IpPort to = new IpPort(address, question.proto().icmp() ? question.fromPort() : question.port());
            FiveTuple asked = RoundTrip.asked(question, question.from(), to);
            double share = 1.0 / addresses.size();
            List<Passage> there = departure.walk(question, site.get(), to);
            // Open questions are decided with the answer in view: a lost packet and a lost answer look the same to the
            // client.
            List<RoundTrip.Trip> trips =
                    roundTrip.answers(Forks.collapse(there, 0), site.get(), asked, question.size());
            for (Passage whole :
                    Forks.decide(trips.stream().map(RoundTrip.Trip::there).toList())) {
                Passage shared = whole.times(share);
                paths.add(path(shared, policies.beside(shared)));
                assumptions.addAll(whole.assumptions());
            }
            beside.addAll(full(question, roundTrip, trips));
            beside.addAll(limited(site.get(), trips));
            for (Passage back : replies(trips)) {
                replies.add(path(back.times(share), back.steps()));
                assumptions.addAll(back.assumptions());
            }
        }
        beside.addAll(held(question, site.get(), addresses, paths));
        return new Walk(question, resolution, paths, replies, List.copyOf(assumptions), List.copyOf(beside));
    }

    /** Payloads that fill packets where captures show that those vanish, when the question names no size. */
    private List<Path> full(Question question, RoundTrip roundTrip, List<RoundTrip.Trip> trips) {
        return question.size() > 0
                ? List.of()
                : trips.stream()
                        .flatMap(trip -> roundTrip.full(trip).stream())
                        .map(passage -> path(passage.times(0), passage.steps()))
                        .limit(1)
                        .toList();
    }

    /** Connections whose error was held back, when others came at the same time. */
    private List<Path> limited(Site client, List<RoundTrip.Trip> trips) {
        return trips.stream()
                .flatMap(trip -> ErrorLimit.beside(trip.there(), client).stream())
                .map(passage -> path(passage.times(0), passage.steps()))
                .limit(1)
                .toList();
    }

    /** Source ports of the client that have a connection already. */
    private List<Path> held(Question question, Site site, List<Ip> addresses, List<Path> paths) {
        Set<IpPort> now =
                paths.stream().flatMap(path -> path.endpoint().stream()).collect(Collectors.toSet());
        return Held.ports(terrain, question, site, addresses, now).stream()
                .flatMap(entry -> to(
                        question.from(entry.original().src().port()),
                        Resolution.NOT_NEEDED,
                        List.of(entry.original().dst().ip()),
                        "")
                        .paths()
                        .stream())
                .filter(held -> paths.stream()
                        .noneMatch(path -> path.symptom() == held.symptom()
                                && path.endpoint().equals(held.endpoint())))
                .map(held -> held.weighing(0))
                .toList();
    }

    /** Answers on one side of each open question only, so that their weights stay those of the requests. */
    private static List<Passage> replies(List<RoundTrip.Trip> trips) {
        return trips.stream()
                .filter(trip -> trip.there().doubts().stream().allMatch(Doubt::side))
                .flatMap(trip -> trip.back().stream())
                .toList();
    }

    public static Walk nowhere(Question question, Resolution resolution, Missing missing) {
        Ending ending = Ending.unknown(missing, List.of());
        Path path = new Path(
                1,
                ending.verdict(),
                Symptom.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                ending.reason(),
                ending.missing(),
                List.of(),
                List.of());
        return new Walk(question, resolution, List.of(path), List.of(), List.of());
    }

    private Path path(Passage passage, List<Step> steps) {
        FiveTuple tuple = passage.packet().innermost().tuple();
        Ending ending = passage.ending()
                .orElseGet(() -> Ending.unknown(new Missing("the rest of the way", "the walk stopped", ""), List.of()));
        boolean service = terrain.cluster().serviceAt(tuple.dst().ip()).isPresent();
        Optional<IpPort> endpoint = service ? Optional.empty() : Optional.of(tuple.dst());
        Optional<ObjectRef> object =
                endpoint.flatMap(at -> podAt(at.ip()).or(() -> terrain.cluster().objectAt(at.ip())));
        List<Source> translations = ending.verdict() instanceof Verdict.Delivered
                ? passage.steps().stream()
                        .filter(step -> step.kind() == Step.Kind.TRANSLATE)
                        .flatMap(step -> step.sources().stream())
                        .toList()
                : List.of();
        return new Path(
                passage.weight(),
                ending.verdict(),
                ending.symptom(),
                endpoint,
                object,
                Optional.of(tuple.src().ip()).filter(ip -> !ip.unspecified()),
                passage.masqueraded(),
                Stream.concat(ending.by().stream(), translations.stream())
                        .distinct()
                        .toList(),
                ending.reason(),
                ending.missing(),
                steps,
                passage.met().inOrder());
    }

    private Optional<ObjectRef> podAt(Ip ip) {
        return terrain.cluster().podAt(ip).map(Pod::ref);
    }
}

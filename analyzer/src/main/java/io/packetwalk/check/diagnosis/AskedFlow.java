package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.flow.Told;
import io.packetwalk.model.Node;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.dns.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The failure that was asked about as flows and lookups, though nobody captured any: what the walk predicts, or, where the walk cannot be followed, both ways in which a
 * first packet may fail.
 */
final class AskedFlow {

    /** The name of the failure among those that findings tell. */
    static final String TOLD = "what was asked";

    private static final int DNS = 53;

    private AskedFlow() {}

    /** What was asked; nothing when the walk says that it works. */
    static Hearsay of(Case that, Question question) {
        Walk walk = that.walks().of(question);
        Optional<Ip> client = client(that, question.from());
        if (walk.fresh().symptom() == Symptom.OK || client.isEmpty()) {
            return Hearsay.NOTHING;
        }
        Resolution resolution = walk.resolution();
        Optional<Ip> to =
                resolution.outcome().equals("not-needed") ? address(that, question.to()) : resolution.address();
        if (to.isPresent()) {
            List<Flow.State> states = states(walk);
            List<Flow> flows = new ArrayList<>();
            for (Flow.State state : states) {
                flows.add(flow(
                        that, question, question.proto(), client.get(), new IpPort(to.get(), question.port()), state));
            }
            return hearsay(question, walk, flows, List.of());
        }
        return unresolved(that, question, walk, client.get());
    }

    /** A name that has no address: the lookup failed, and with it the flow that carried it when nobody answered. */
    private static Hearsay unresolved(Case that, Question question, Walk walk, Ip client) {
        if (!(question.to() instanceof Question.Target.ToName(String name))
                || walk.resolution().queries().isEmpty()) {
            return Hearsay.NOTHING;
        }
        if (walk.resolution().outcome().equals("undetermined")) {
            return Ip.parse(walk.resolution().queries().getFirst().server())
                    .map(ip -> new AskedName(that, question, name, client, new IpPort(ip, DNS)).supposed())
                    .map(supposed -> hearsay(question, walk, supposed.flows(), supposed.lookups())
                            .apart())
                    .orElse(Hearsay.NOTHING);
        }
        Instant time = time(that);
        List<Lookup.Asked> exchanges = walk.resolution().queries().stream()
                .map(query -> new Lookup.Asked(
                        new DnsExchange(
                                0, query.name(), query.type(), time, 0, 1, query.rcode(), List.of(), 0, -1, false, 0),
                        Source.whole(Hearsay.NOWHERE)))
                .toList();
        Optional<IpPort> server =
                Ip.parse(walk.resolution().queries().getFirst().server()).map(ip -> new IpPort(ip, DNS));
        if (server.isEmpty()) {
            return Hearsay.NOTHING;
        }
        String outcome = walk.resolution().outcome();
        List<Flow> flows = outcome.equals("timeout")
                ? List.of(flow(that, question, Proto.UDP, client, server.get(), Flow.State.NO_REPLY))
                : List.of();
        Lookup lookup = new Lookup(
                client,
                that.cluster().objectAt(client),
                server.get(),
                name,
                exchanges,
                outcome,
                flows.stream().map(Flow::id).toList());
        return hearsay(question, walk, flows, List.of(lookup));
    }

    static Flow flow(Case that, Question question, Proto proto, Ip client, IpPort to, Flow.State state) {
        return Told.flow(
                that.cluster(),
                Hearsay.NOWHERE + " " + proto + " " + to + " " + state.word(),
                new FiveTuple(proto, new IpPort(client, question.fromPort()), to),
                state,
                time(that),
                place(question.from()),
                Source.whole(Hearsay.NOWHERE));
    }

    /** How it ends for the client. A walk that cannot be followed leaves open whether it is refused or met with silence. */
    private static List<Flow.State> states(Walk walk) {
        Set<Flow.State> states = new HashSet<>();
        for (Path path :
                Stream.concat(walk.paths().stream(), walk.beside().stream()).toList()) {
            switch (path.symptom()) {
                case REFUSED, DNS_REFUSED -> states.add(Flow.State.REFUSED);
                case RESET -> states.add(Flow.State.RESET);
                case TIMEOUT, DNS_TIMEOUT -> states.add(Flow.State.NO_REPLY);
                case UNREACHABLE -> states.add(Flow.State.UNREACHABLE);
                case STALL -> states.add(Flow.State.STALLED);
                case SERVFAIL, NXDOMAIN, OK, MIXED, UNKNOWN -> {}
            }
        }
        if (states.isEmpty()) {
            states.addAll(Set.of(Flow.State.REFUSED, Flow.State.NO_REPLY));
        }
        return states.stream().sorted().toList();
    }

    /** The bundle's time, for a failure whose own nobody told: of the incident, else of the last thing that is dated. */
    static Instant time(Case that) {
        return IncidentTime.of(that)
                .window()
                .map(window -> window.to())
                .or(() -> Stream.concat(
                                that.cluster().events().stream().flatMap(event -> event.last().stream()),
                                that.cluster().logLines().stream()
                                        .map(PlacedLine::line)
                                        .flatMap(line -> line.time().stream()))
                        .max(Instant::compareTo))
                .orElse(Instant.EPOCH);
    }

    private static Place place(Question.Origin from) {
        return switch (from) {
            case Question.Origin.InPod(ObjectRef pod) -> new Place.Pod(pod.namespace(), pod.name());
            case Question.Origin.OnNode(String node) -> new Place.Node(node);
            case Question.Origin.Outside _o -> new Place.Unplaced();
        };
    }

    private static Optional<Ip> client(Case that, Question.Origin from) {
        return switch (from) {
            case Question.Origin.InPod(ObjectRef ref) ->
                that.cluster().pod(ref.namespace(), ref.name()).map(Pod::ips).stream()
                        .flatMap(List::stream)
                        .findFirst();
            case Question.Origin.OnNode(String node) ->
                that.cluster().node(node).flatMap(Node::internalIp);
            case Question.Origin.Outside(Optional<Ip> ip) -> ip.or(() -> Ip.parse("0.0.0.0"));
        };
    }

    private static Optional<Ip> address(Case that, Question.Target to) {
        return switch (to) {
            case Question.Target.ToAddress(Ip ip) -> Optional.of(ip);
            case Question.Target.ToPod(ObjectRef ref) ->
                that.cluster().pod(ref.namespace(), ref.name()).stream()
                        .flatMap(pod -> pod.ips().stream())
                        .findFirst();
            case Question.Target.ToNode(String node) ->
                that.cluster().node(node).flatMap(Node::internalIp);
            case Question.Target.ToService(ObjectRef ref) ->
                that.cluster().service(ref.namespace(), ref.name()).stream()
                        .flatMap(service -> Stream.concat(
                                service.object().clusterIps().stream(),
                                service.endpoints().stream().map(end -> end.ip())))
                        .findFirst();
            case Question.Target.ToName _n -> Optional.empty();
        };
    }

    private static Hearsay hearsay(Question question, Walk walk, List<Flow> flows, List<Lookup> lookups) {
        Hearsay.Failure failure = new Hearsay.Failure(TOLD, text(question, walk), Source.whole(Hearsay.NOWHERE));
        Map<String, Hearsay.Failure> failures = new HashMap<>();
        flows.forEach(flow -> failures.put(flow.id(), failure));
        lookups.forEach(lookup -> failures.put(lookup.key(), failure));
        return new Hearsay(flows, lookups, failures, Optional.of(walk));
    }

    /** What was asked and what is predicted, in one sentence. */
    private static String text(Question question, Walk walk) {
        String packet = from(question.from()) + " to " + to(question.to())
                + (question.port() == 0 ? "" : ":" + question.port());
        return walk.fresh().symptom() == Symptom.UNKNOWN
                ? packet + ": asked about; nothing shows such a connection, and the dumps do not tell its whole way"
                : packet + ": asked about; nothing shows such a connection, the walk predicts "
                        + walk.fresh().symptom().word();
    }

    private static String from(Question.Origin from) {
        return switch (from) {
            case Question.Origin.InPod(ObjectRef pod) -> pod.toString();
            case Question.Origin.OnNode(String node) -> "node/" + node;
            case Question.Origin.Outside(Optional<Ip> ip) ->
                ip.map(Ip::toString).orElse("ext");
        };
    }

    private static String to(Question.Target to) {
        return switch (to) {
            case Question.Target.ToService(ObjectRef service) -> service.toString();
            case Question.Target.ToPod(ObjectRef pod) -> pod.toString();
            case Question.Target.ToNode(String node) -> "node/" + node;
            case Question.Target.ToAddress(Ip ip) -> ip.v6() ? "[" + ip + "]" : ip.toString();
            case Question.Target.ToName(String name) -> name;
        };
    }
}

package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.logs.ConnectError;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.flow.Told;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Node;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Connections and lookups that failed by what the programs themselves log ({@link ConnectError}), at the time of the incident. */
final class LoggedFailures {

    private static final int DNS = 53;

    /** How long before the last thing that is dated a line still tells of now, when no capture says when the failure was: programs that retry slow down. */
    private static final Duration RECENT = Duration.ofHours(1);

    private final Case that;
    private final Cluster cluster;
    private final Optional<Instant> last;
    private final Optional<IpPort> server;
    private final Map<Key, List<LogLineFact>> heard = new LinkedHashMap<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final Map<String, Hearsay.Failure> failures = new HashMap<>();

    private LoggedFailures(Case that) {
        this.that = that;
        this.cluster = that.cluster();
        this.last = last(that);
        this.server = cluster.services().stream()
                .filter(service -> service.port(Proto.UDP, DNS).isPresent())
                .filter(service -> service.ref().namespace().equals("kube-system")
                        || service.ref().namespace().contains("dns"))
                .flatMap(service -> service.object().clusterIps().stream())
                .map(ip -> new IpPort(ip, DNS))
                .findFirst();
    }

    /** One thing that fails, however often it is logged. */
    private record Key(Place place, ConnectError.Kind kind, String host, int port, Proto proto, Optional<Ip> local) {}

    static Hearsay of(Case that) {
        LoggedFailures failures = new LoggedFailures(that);
        that.cluster()
                .logLines()
                .forEach(line ->
                        failures.hear(line.place(), line.line(), line.line().text()));
        for (DnsLog log : that.cluster().dnsLogs()) {
            log.errors()
                    .forEach(error -> failures.hear(
                            log.place(),
                            new LogLineFact(error.source(), error.time(), "ERROR", error.error()),
                            error.error()));
        }
        failures.heard.forEach(failures::add);
        return new Hearsay(
                List.copyOf(failures.flows), List.copyOf(failures.lookups), failures.failures, Optional.empty());
    }

    private static Optional<Instant> last(Case that) {
        return Stream.of(
                        that.cluster().inventory().readings().stream()
                                .flatMap(entry -> entry.window().stream())
                                .map(Window::to),
                        that.cluster().events().stream().flatMap(event -> event.last().stream()),
                        that.cluster().logLines().stream().map(PlacedLine::line).flatMap(line -> line.time().stream()))
                .flatMap(times -> times)
                .max(Instant::compareTo);
    }

    private void hear(Place place, LogLineFact line, String text) {
        if (current(line.time())) {
            ConnectError.in(text)
                    .ifPresent(error -> heard.computeIfAbsent(
                                    new Key(
                                            place,
                                            error.kind(),
                                            error.host(),
                                            error.port(),
                                            error.proto(),
                                            error.local().map(IpPort::ip)),
                                    key -> new ArrayList<>())
                            .add(line));
        }
    }

    private boolean current(Optional<Instant> time) {
        if (!that.flows().all().isEmpty()) {
            return IncidentTime.covers(that, time) != Ternary.NO;
        }
        return time.isEmpty()
                || last.isEmpty()
                || !time.get().isBefore(last.get().minus(RECENT));
    }

    private void add(Key key, List<LogLineFact> lines) {
        Optional<Ip> client =
                key.local().filter(ip -> cluster.objectAt(ip).isPresent()).or(() -> address(key.place()));
        if (client.isEmpty()) {
            return;
        }
        LogLineFact latest = lines.getLast();
        Instant time = latest.time().or(() -> last).orElse(Instant.EPOCH);
        if (key.kind().lookup()) {
            server.ifPresent(at -> lookup(key, lines, client.get(), at, time));
            return;
        }
        Optional<IpPort> to = destination(key);
        if (to.isPresent() && !captured(client.get(), to.get())) {
            flow(key, failure(key, lines, client.get()), client.get(), to.get(), key.proto(), state(key.kind()), time);
        }
    }

    private void lookup(Key key, List<LogLineFact> lines, Ip client, IpPort at, Instant time) {
        Hearsay.Failure failure = failure(key, lines, client);
        List<String> carriers = new ArrayList<>();
        String outcome = "nxdomain";
        if (key.kind() == ConnectError.Kind.NO_ANSWER) {
            outcome = "timeout";
            carriers.add(flow(key, failure, client, at, Proto.UDP, Flow.State.NO_REPLY, time));
            carriers.add(flow(key, failure, client, at, Proto.UDP, Flow.State.REFUSED, time));
        }
        String rcode = outcome.equals("nxdomain") ? "NXDOMAIN" : "";
        List<Lookup.Asked> asked =
                SearchList.of(key.place() instanceof Place.Pod pod ? pod.namespace() : "", key.host()).stream()
                        .map(name -> new Lookup.Asked(
                                new DnsExchange(0, name, "A", time, 0, 1, rcode, List.of(), 0, -1, false, 0),
                                failure.source()))
                        .toList();
        Lookup lookup =
                new Lookup(client, cluster.objectAt(client), at, key.host(), asked, outcome, List.copyOf(carriers));
        failures.put(lookup.key(), failure);
        lookups.add(lookup);
    }

    private String flow(
            Key key, Hearsay.Failure failure, Ip client, IpPort to, Proto proto, Flow.State state, Instant time) {
        String id = "log " + (flows.size() + 1);
        flows.add(Told.flow(
                cluster,
                id,
                new FiveTuple(proto, new IpPort(client, 0), to),
                state,
                time,
                key.place(),
                failure.source()));
        failures.put(id, failure);
        return id;
    }

    private Hearsay.Failure failure(Key key, List<LogLineFact> lines, Ip client) {
        String who = cluster.objectAt(client).map(ObjectRef::toString).orElse(client.toString());
        String whom = key.port() == 0 ? key.host() : new Target(key.host(), key.port()).toString();
        String object = key.kind().lookup()
                ? ""
                : destination(key)
                        .flatMap(at -> cluster.objectAt(at.ip()))
                        .map(ref -> " (" + ref + ")")
                        .orElse("");
        String how = switch (key.kind()) {
            case REFUSED -> "connection refused";
            case TIMEOUT -> "timed out";
            case UNREACHABLE -> "unreachable";
            case NO_SUCH_HOST -> "no such name";
            case NO_ANSWER -> "no answer of the name server";
        };
        return new Hearsay.Failure(
                "logged " + who + " " + whom + " " + key.kind(),
                who + " to " + whom + object + ": " + how + ", as " + lines.size()
                        + (lines.size() == 1 ? " line of its log says" : " lines of its log say"),
                lines.getLast().source());
    }

    private record Target(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    private static Flow.State state(ConnectError.Kind kind) {
        return switch (kind) {
            case REFUSED -> Flow.State.REFUSED;
            case UNREACHABLE -> Flow.State.UNREACHABLE;
            case TIMEOUT, NO_SUCH_HOST, NO_ANSWER -> Flow.State.NO_REPLY;
        };
    }

    private Optional<Ip> address(Place place) {
        return switch (place) {
            case Place.Pod(String namespace, String name) ->
                cluster.pod(namespace, name).map(Pod::ips).stream()
                        .flatMap(List::stream)
                        .findFirst();
            case Place.Node(String name) -> cluster.node(name).flatMap(Node::internalIp);
            case Place.Cluster _c -> Optional.empty();
            case Place.Outside _o -> Optional.empty();
            case Place.Unplaced _u -> Optional.empty();
        };
    }

    /** An address, or the cluster IP behind a Service's name: who was refused or waited in vain had an address. */
    private Optional<IpPort> destination(Key key) {
        Optional<Ip> address = Ip.parse(key.host());
        if (address.isPresent()) {
            return address.map(ip -> new IpPort(ip, key.port()));
        }
        String[] labels = key.host().split("\\.", -1);
        String namespace = labels.length > 1 ? labels[1] : key.place() instanceof Place.Pod pod ? pod.namespace() : "";
        boolean service = labels.length <= 2 || labels[2].equals("svc");
        Optional<Service> named = service ? cluster.service(namespace, labels[0]) : Optional.empty();
        return named.map(Service::object)
                .filter(object -> !object.clusterIps().isEmpty())
                .flatMap(object -> port(object, key)
                        .map(port -> new IpPort(object.clusterIps().getFirst(), port)));
    }

    private static Optional<Integer> port(ServiceFact service, Key key) {
        if (key.port() > 0) {
            return Optional.of(key.port());
        }
        return service.ports().size() == 1
                ? Optional.of(service.ports().getFirst().port())
                : Optional.empty();
    }

    /** A capture shows connections of that kind: what it says needs no witness. */
    private boolean captured(Ip client, IpPort to) {
        return that.flows().all().stream()
                .anyMatch(flow -> flow.client().at().ip().equals(client)
                        && (flow.server().at().equals(to) || flow.reached().equals(to)));
    }
}

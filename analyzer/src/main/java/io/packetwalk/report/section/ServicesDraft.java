package io.packetwalk.report.section;

import io.packetwalk.check.Case;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.check.served.Intended;
import io.packetwalk.check.served.Served;
import io.packetwalk.check.translation.Proxies;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.report.Neutral;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Draws up each Service, what stands behind it, and what becomes of a packet to it from each node. */
public final class ServicesDraft {
    private static final int ROWS = 400;
    private static final int ENDPOINTS = 60;

    /** Walks through rule sets of thousands of Services take their time; beyond so many, {@code packetwalk trace} tells. */
    private static final int WALKS = 160;

    private final Case that;
    private final List<NodeMatrix.Programmed> programmed = new ArrayList<>();
    private int walked;

    private ServicesDraft(Case that) {
        this.that = that;
    }

    /**
     * Services and the matrix of what nodes program for them.
     *
     * @param first Services that findings are about: they come first, and get their walks first
     */
    public static Drawn of(Case that, Set<ObjectRef> first) {
        ServicesDraft draft = new ServicesDraft(that);
        List<Services.Row> rows = that.cluster().services().stream()
                .sorted(Comparator.comparing(service -> !first.contains(service.ref())))
                .limit(ROWS)
                .map(draft::row)
                .toList();
        return new Drawn(
                new Services(that.cluster().services().size(), rows, draft.walked), List.copyOf(draft.programmed));
    }

    /** Both views. */
    public record Drawn(Services services, List<NodeMatrix.Programmed> programmed) {}

    private Services.Row row(Service service) {
        return new Services.Row(
                Neutral.of(service.ref().toString()),
                service.object().type(),
                service.object().headless()
                        ? List.of("headless")
                        : service.object().clusterIps().stream()
                                .map(Ip::toString)
                                .toList(),
                service.object().source().toString(),
                service.listed().name().toLowerCase(Locale.ROOT),
                service.slices().stream().map(Object::toString).toList(),
                service.object().ports().stream()
                        .map(port -> port(service, port))
                        .toList(),
                service.endpoints().stream()
                        .limit(ENDPOINTS)
                        .map(endpoint -> endpoint(service, endpoint))
                        .toList());
    }

    private Services.Port port(Service service, ServiceFact.ServicePort port) {
        List<Services.FromNode> verdicts = new ArrayList<>();
        List<Node> nodes = that.cluster().nodes();
        boolean walkable = !service.object().clusterIps().isEmpty() && walked + nodes.size() <= WALKS;
        if (walkable) {
            for (Node node : nodes) {
                verdicts.add(from(node, service, port));
                walked++;
            }
        }
        if (!service.object().clusterIps().isEmpty()) {
            NodeMatrix.Programmed row = matrix(service, port);
            if (walkable || row.differs()) {
                programmed.add(row);
            }
        }
        return new Services.Port(
                Neutral.of(port.name()),
                port.port() + "/" + port.proto(),
                Neutral.of(port.targetPort()),
                port.nodePort(),
                List.copyOf(verdicts));
    }

    private Services.FromNode from(Node node, Service service, ServiceFact.ServicePort port) {
        Walk walk = that.walks()
                .of(new Question(
                        new Question.Origin.OnNode(node.name()),
                        new Question.Target.ToService(service.ref()),
                        port.proto(),
                        port.port(),
                        0));
        Path telling = walk.paths().stream()
                .filter(path -> !path.verdict().word().equals("DELIVERED"))
                .findFirst()
                .or(() -> walk.paths().stream().findFirst())
                .orElse(null);
        return new Services.FromNode(
                Neutral.of(node.name()),
                walk.verdict(),
                walk.symptom().word(),
                telling == null ? "" : Neutral.of(telling.reason()),
                backends(walk, service));
    }

    /** Where the rules of the node send the packet, whatever becomes of it afterwards. */
    private static List<String> backends(Walk walk, Service service) {
        return walk.paths().stream()
                .flatMap(path -> path.steps().stream()
                        .filter(step -> step.kind() == Step.Kind.TRANSLATE)
                        .filter(step ->
                                service.fronts(step.before().tuple().dst().ip()))
                        .map(step -> step.after().tuple().dst())
                        .limit(1))
                .distinct()
                .sorted()
                .map(IpPort::toString)
                .toList();
    }

    private NodeMatrix.Programmed matrix(Service service, ServiceFact.ServicePort port) {
        Ip ip = service.object().clusterIps().getFirst();
        Address address = Address.at(port.proto(), ip, port.port());
        boolean known = service.listed() != Service.Listed.NOWHERE;
        List<NodeMatrix.Cell> cells = that.cluster().nodes().stream()
                .map(node -> cell(node, address, known, Intended.of(node, service, port, ip.v6())))
                .toList();
        return new NodeMatrix.Programmed(
                Neutral.of(service.ref() + ":" + port.port() + "/" + port.proto()),
                service.usable(port).stream()
                        .filter(end -> end.ip().v6() == ip.v6())
                        .map(IpPort::toString)
                        .toList(),
                service.object().internalTrafficPolicy().equals("Local"),
                cells.stream().anyMatch(cell -> cell.state().equals("differs")),
                cells);
    }

    private NodeMatrix.Cell cell(Node node, Address address, boolean known, Intended intended) {
        Served served = that.served().on(node);
        boolean v6 = address.ip().filter(Ip::v6).isPresent();
        Optional<Implementation> serving = served.serving(v6).filter(served::whole);
        if (serving.isEmpty() && !(bare(node) && others())) {
            return new NodeMatrix.Cell(Neutral.of(node.name()), "unknown", List.of());
        }
        Set<IpPort> targets = serving.flatMap(rules -> rules.at(address))
                .map(programmed -> programmed.targets().keySet())
                .orElse(Set.of());
        String state = !known ? "unknown" : intended.met(targets) ? "same" : "differs";
        return new NodeMatrix.Cell(
                Neutral.of(node.name()),
                state,
                targets.stream().map(IpPort::toString).toList());
    }

    /** Complete dumps show nothing that would serve Services. */
    private static boolean bare(Node node) {
        return Proxies.of(node) == Proxies.Kind.NONE;
    }

    /** Some node of the cluster serves by rules: where none does, something may serve that dumps do not show. */
    private boolean others() {
        return that.cluster().nodes().stream()
                .anyMatch(node -> !that.served().on(node).implementations().isEmpty());
    }

    private Services.Endpoint endpoint(Service service, Endpoint endpoint) {
        List<Services.Listener> listeners = service.object().ports().stream()
                .flatMap(port -> endpoint.at(port.name()).stream().map(at -> listener(port, endpoint, at)))
                .toList();
        return new Services.Endpoint(
                endpoint.ip().toString(),
                endpoint.target().map(ObjectRef::toString).map(Neutral::of).orElse(""),
                Neutral.of(endpoint.nodeName()),
                endpoint.ready().name(),
                endpoint.terminating().name(),
                endpoint.source().toString(),
                listeners);
    }

    private Services.Listener listener(ServiceFact.ServicePort port, Endpoint endpoint, IpPort at) {
        String name = at.port() + "/" + port.proto();
        Optional<Listeners> there = that.cluster().podAt(endpoint.ip()).map(pod -> Listeners.of(that.cluster(), pod));
        Optional<SocketFact> taking = there.flatMap(listeners -> listeners.on(port.proto(), at.port()).stream()
                .filter(socket -> Listeners.accepts(socket, endpoint.ip()))
                .findFirst());
        if (taking.isPresent()) {
            return new Services.Listener(
                    name, "YES", "listens", taking.get().source().toString());
        }
        Optional<SocketFact> elsewhere = there.flatMap(
                listeners -> listeners.on(port.proto(), at.port()).stream().findFirst());
        if (elsewhere.isPresent()) {
            return new Services.Listener(
                    name,
                    "NO",
                    "listens on " + elsewhere.get().local().map(Ip::toString).orElse("another family") + " only",
                    elsewhere.get().source().toString());
        }
        boolean complete = there.map(Listeners::complete).orElse(false);
        return complete
                ? new Services.Listener(name, "NO", "nobody listens", "")
                : new Services.Listener(name, "UNKNOWN", "sockets not dumped", "");
    }
}

package io.packetwalk.cli;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.walk.Question;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns words on the command line into a question about this cluster. */
public final class Asked {
    private Asked() {}

    /**
     * The packet from {@code from} to {@code to}.
     *
     * @param size payload bytes each way, 0 for none
     */
    public static Question question(String from, String to, int size, Cluster cluster) {
        Names names = new Names(cluster);
        Sender sender = Sender.parse(from);
        Question.Origin origin = names.origin(sender.name());
        Question question = Destination.parse(Url.destination(to))
                .question(origin, names, size)
                .from(sender.port());
        return question.from() instanceof Question.Origin.Outside ? fromOutside(question, cluster) : question;
    }

    /** Who is outside reaches a Service by the address that is published for that; a cluster IP only when it has none. */
    private static Question fromOutside(Question question, Cluster cluster) {
        if (question.to() instanceof Question.Target.ToName(String host)) {
            return question.to(new Hosts(cluster).edge(host), question.port());
        }
        if (!(question.to() instanceof Question.Target.ToService(ObjectRef ref))) {
            return question;
        }
        Optional<Service> service = cluster.service(ref.namespace(), ref.name());
        Optional<Ip> published = service.stream()
                .map(Service::object)
                .flatMap(object -> Stream.concat(
                        object.loadBalancer().stream().flatMap(point -> point.ip().stream()),
                        object.externalIps().stream()))
                .findFirst();
        if (published.isPresent()) {
            return question.to(new Question.Target.ToAddress(published.get()), question.port());
        }
        Optional<Integer> nodePort = service.flatMap(known -> known.port(question.proto(), question.port()))
                .map(ServiceFact.ServicePort::nodePort)
                .filter(port -> port > 0);
        Optional<Node> node = cluster.nodes().stream().findFirst();
        return nodePort.isPresent() && node.isPresent()
                ? question.to(new Question.Target.ToNode(node.get().name()), nodePort.get())
                : question;
    }

    /** {@code X} or {@code X:PORT}: one source port, whose connection may be there already. */
    private record Sender(String name, int port) {
        static Sender parse(String typed) {
            int colon = typed.lastIndexOf(':');
            if (colon < 0 || Ip.parse(typed).isPresent()) {
                return new Sender(typed, 0);
            }
            String name = typed.substring(0, colon);
            boolean bracketed = name.startsWith("[") && name.endsWith("]");
            int port = Ports.parsePort(typed.substring(colon + 1))
                    .filter(number -> number > 0)
                    .orElseThrow(() -> new Failure("no source port in " + typed + "; it is X or X:PORT"));
            return new Sender(bracketed ? name.substring(1, name.length() - 1) : name, port);
        }
    }

    /** {@code from X to Y[:PORT]}, in the words of {@link Symptom}. */
    public static Question symptom(String typed, Cluster cluster) {
        Symptom symptom = Symptom.parse(typed);
        return question(symptom.from(), symptom.to(), 0, cluster);
    }
}

package io.packetwalk.cli;

import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Question;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A destination as typed, in its parts: {@code svc/shop/inventory:80/tcp}.
 *
 * @param name object, address or DNS name
 * @param port number or a Service port's name, empty when not given
 * @param proto protocol, empty when not given
 */
record Destination(String name, String port, String proto) {

    /** Splits {@code NAME[:PORT[/PROTO]]}; IPv6 addresses with a port stand in brackets. */
    static Destination parse(String typed) {
        if (Ip.parse(typed).isPresent()) {
            return new Destination(typed, "", "");
        }
        int colon = typed.lastIndexOf(':');
        if (colon < 0 || typed.endsWith("]")) {
            return icmp(typed);
        }
        String[] port = typed.substring(colon + 1).split("/", 2);
        return new Destination(bare(typed.substring(0, colon)), port[0], port.length > 1 ? port[1] : "");
    }

    /** Without a port only ICMP can follow: {@code 10.0.0.1/icmp}. */
    private static Destination icmp(String typed) {
        int slash = typed.lastIndexOf('/');
        boolean icmp = slash > 0
                && Proto.parse(typed.substring(slash + 1)).filter(Proto::icmp).isPresent();
        return icmp
                ? new Destination(bare(typed.substring(0, slash)), "", typed.substring(slash + 1))
                : new Destination(bare(typed), "", "");
    }

    private static String bare(String name) {
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    /**
     * The question about a packet from {@code origin} to here.
     *
     * @param size payload bytes each way, 0 for none
     */
    Question question(Question.Origin origin, Names names, int size) {
        Question.Target target = names.target(name);
        Optional<Service> service = names.service(target);
        Optional<Proto> typedProto = proto.isEmpty() ? Optional.empty() : Optional.of(protocol());
        if (port.isEmpty()) {
            if (typedProto.filter(Proto::icmp).isPresent()) {
                return new Question(origin, target, typedProto.get(), 0, size);
            }
            List<ServiceFact.ServicePort> ports =
                    service.map(found -> found.object().ports()).orElse(List.of());
            if (ports.size() == 1) {
                return new Question(
                        origin,
                        target,
                        ports.getFirst().proto(),
                        ports.getFirst().port(),
                        size);
            }
            throw new Failure("say which port of " + name + ": " + name + ":PORT" + has(ports));
        }
        Optional<Integer> number = Ports.parsePort(port);
        if (number.isPresent()) {
            return new Question(origin, target, typedProto.orElse(Proto.TCP), number.get(), size);
        }
        List<ServiceFact.ServicePort> ports =
                service.map(found -> found.object().ports()).orElse(List.of());
        ServiceFact.ServicePort named = ports.stream()
                .filter(candidate -> candidate.name().equals(port))
                .findFirst()
                .orElseThrow(() -> new Failure(port + " is no port number, and no port name of " + name + has(ports)));
        return new Question(origin, target, named.proto(), named.port(), size);
    }

    private Proto protocol() {
        return Proto.parse(proto)
                .orElseThrow(() -> new Failure("unknown protocol " + proto + "; for example tcp, udp, sctp, icmp"));
    }

    private static String has(List<ServiceFact.ServicePort> ports) {
        return ports.isEmpty()
                ? ""
                : "; it has "
                        + ports.stream()
                                .map(port -> port.port() + "/" + port.proto()
                                        + (port.name().isEmpty() ? "" : " (" + port.name() + ")"))
                                .collect(Collectors.joining(", "));
    }
}

package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The flows that were sent to one Service, by whatever address.
 *
 * @param service the Service
 * @param all flows with a known end
 * @param failed those of them that failed
 */
public record Traffic(Service service, List<Flow> all, List<Flow> failed) {

    /** Flows to the Service's addresses, and to its node ports on any node. */
    public static Traffic to(Case that, Service service) {
        List<Integer> nodePorts = service.object().ports().stream()
                .map(ServiceFact.ServicePort::nodePort)
                .toList();
        List<Flow> all = Arrivals.of(that).at(service.fronts(), nodePorts).stream()
                .filter(flow -> addresses(that, service, flow))
                .toList();
        return new Traffic(
                service, all, all.stream().filter(flow -> flow.state().failed()).toList());
    }

    /** Failed flows that ended in one of these ways. */
    public List<Flow> failed(Set<Flow.State> states) {
        return failed.stream().filter(flow -> states.contains(flow.state())).toList();
    }

    /** The port of the Service that a flow was sent to. */
    public Optional<ServiceFact.ServicePort> port(Flow flow) {
        int number = flow.server().at().port();
        if (service.fronts(flow.server().at().ip())) {
            return service.port(flow.proto(), number);
        }
        return service.object().ports().stream()
                .filter(port -> port.nodePort() == number && port.proto().equals(flow.proto()))
                .findFirst();
    }

    private static boolean addresses(Case that, Service service, Flow flow) {
        if (service.fronts(flow.server().at().ip())) {
            return true;
        }
        int number = flow.server().at().port();
        boolean nodePort = service.object().ports().stream()
                .anyMatch(port ->
                        number != 0 && port.nodePort() == number && port.proto().equals(flow.proto()));
        return nodePort && that.cluster().nodeAt(flow.server().at().ip()).isPresent();
    }
}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.doc.Tree;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.fact.k8s.ContainerFact.ContainerPort;
import io.packetwalk.fact.k8s.ContainerFact.Probe;
import io.packetwalk.fact.k8s.ContainerFact.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The containers of a pod: what its spec asks for, joined by name with what its status reports. */
final class Containers {

    private static final List<String> PROBES = List.of("httpGet", "tcpSocket", "exec", "grpc");

    private static final Field NO_STATUS = Field.root(new Tree.Scalar(0, Tree.Kind.NULL, "", false), oddity -> {});

    private Containers() {}

    static List<ContainerFact> read(ApiItem pod) {
        List<ContainerFact> containers = new ArrayList<>();
        add(pod, Role.APP, "containers", "containerStatuses", containers);
        add(pod, Role.INIT, "initContainers", "initContainerStatuses", containers);
        add(pod, Role.EPHEMERAL, "ephemeralContainers", "ephemeralContainerStatuses", containers);
        return List.copyOf(containers);
    }

    /** Containers of a pod template: no status. */
    static List<ContainerFact> specified(ApiItem workload, Field podSpec) {
        return podSpec.at("containers").items().stream()
                .map(spec -> container(workload, Role.APP, spec, NO_STATUS))
                .toList();
    }

    private static void add(ApiItem pod, Role role, String specs, String statuses, List<ContainerFact> out) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Field status : pod.at("status", statuses).items()) {
            byName.put(status.at("name").text(""), status);
        }
        for (Field spec : pod.at("spec", specs).items()) {
            String name = spec.at("name").text("");
            out.add(container(pod, role, spec, byName.getOrDefault(name, NO_STATUS)));
        }
    }

    private static ContainerFact container(ApiItem pod, Role role, Field spec, Field status) {
        Map<String, Field> states = status.at("state").fields();
        String state = states.keySet().stream().findFirst().orElse("");
        Field detail = status.at("state", state);
        return new ContainerFact(
                pod.source(spec),
                spec.at("name").text(""),
                role,
                spec.at("image").text(""),
                ports(spec),
                probe(pod, spec.at("readinessProbe")),
                probe(pod, spec.at("livenessProbe")),
                status.at("ready").flag(),
                status.at("restartCount").integer(0),
                state,
                detail.at("reason").text(""),
                detail.at("message").text(""),
                status.at("lastState", "terminated", "reason").text(""));
    }

    private static List<ContainerPort> ports(Field spec) {
        List<ContainerPort> ports = new ArrayList<>();
        for (Field port : spec.at("ports").items()) {
            ApiItem.proto(port.at("protocol"))
                    .ifPresent(proto -> ports.add(new ContainerPort(
                            port.at("name").text(""),
                            port.at("containerPort").integer(0),
                            proto,
                            port.at("hostPort").integer(0))));
        }
        return List.copyOf(ports);
    }

    private static Optional<Probe> probe(ApiItem pod, Field probe) {
        if (!probe.present()) {
            return Optional.empty();
        }
        String kind = PROBES.stream()
                .filter(name -> probe.at(name).present())
                .findFirst()
                .orElse("");
        Field action = probe.at(kind);
        return Optional.of(new Probe(
                pod.source(probe),
                kind,
                action.at("port").text(""),
                action.at("path").text(""),
                kind.equals("httpGet") ? action.at("scheme").text("HTTP") : "",
                probe.at("timeoutSeconds").integer(1),
                probe.at("periodSeconds").integer(10),
                probe.at("failureThreshold").integer(3)));
    }
}

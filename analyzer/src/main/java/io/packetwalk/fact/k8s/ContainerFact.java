package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * One container of a pod, spec and status together.
 *
 * @param source its line in the spec
 * @param name container name
 * @param role app, init or ephemeral
 * @param image image reference
 * @param ports declared ports; informational only, a process may listen elsewhere
 * @param readiness readiness probe
 * @param liveness liveness probe
 * @param ready {@code status.containerStatuses[].ready}, UNKNOWN without status
 * @param restarts restart count
 * @param state {@code running}, {@code waiting}, {@code terminated} or empty
 * @param reason for example {@code CrashLoopBackOff}, may be empty
 * @param message text of the state, may be empty
 * @param lastReason reason of the last termination, may be empty
 */
public record ContainerFact(
        Source source,
        String name,
        Role role,
        String image,
        List<ContainerPort> ports,
        Optional<Probe> readiness,
        Optional<Probe> liveness,
        Ternary ready,
        int restarts,
        String state,
        String reason,
        String message,
        String lastReason) {

    /** Which list of the pod spec the container is in. */
    public enum Role {
        APP,
        INIT,
        EPHEMERAL
    }

    /**
     * A declared port.
     *
     * @param name may be empty
     * @param port containerPort
     * @param proto TCP when absent
     * @param hostPort 0 when absent
     */
    public record ContainerPort(String name, int port, Proto proto, int hostPort) {}

    /**
     * A probe.
     *
     * @param source its line
     * @param kind {@code httpGet}, {@code tcpSocket}, {@code exec}, {@code grpc}
     * @param port number or port name as written, empty for exec
     * @param path HTTP path, may be empty
     * @param scheme {@code HTTP} or {@code HTTPS}, empty when not HTTP
     * @param timeoutSeconds 1 when absent
     * @param periodSeconds 10 when absent
     * @param failureThreshold 3 when absent
     */
    public record Probe(
            Source source,
            String kind,
            String port,
            String path,
            String scheme,
            int timeoutSeconds,
            int periodSeconds,
            int failureThreshold) {}
}

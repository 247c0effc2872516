package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint of a Service.
 *
 * @param source its line
 * @param ip address
 * @param ready condition as dumped, UNKNOWN when nil
 * @param serving condition as dumped, UNKNOWN when nil
 * @param terminating condition as dumped, UNKNOWN when nil
 * @param nodeName may be empty
 * @param zone may be empty
 * @param target the pod behind it
 * @param targetUid may be empty
 * @param zoneHints zones it should serve
 * @param nodeHints nodes it should serve
 * @param ports target port by Service port name
 */
public record Endpoint(
        Source source,
        Ip ip,
        Ternary ready,
        Ternary serving,
        Ternary terminating,
        String nodeName,
        String zone,
        Optional<ObjectRef> target,
        String targetUid,
        List<String> zoneHints,
        List<String> nodeHints,
        Map<String, Integer> ports) {

    /** Ready as consumers read it: nil means true (discovery.k8s.io/v1 EndpointConditions). */
    public boolean isReady() {
        return ready != Ternary.NO;
    }

    /** Serving and terminating as consumers read them: nil serving means ready, nil terminating means false. */
    public boolean isServingWhileTerminating() {
        Ternary effective = serving == Ternary.UNKNOWN ? ready : serving;
        return terminating.yes() && effective != Ternary.NO;
    }

    /** Its address for a Service port name. */
    public Optional<IpPort> at(String portName) {
        Integer port = ports.get(portName);
        return port == null ? Optional.empty() : Optional.of(new IpPort(ip, port));
    }
}

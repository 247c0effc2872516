package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * One pod.
 *
 * @param object the API object
 * @param netns its network namespace, when it was dumped
 */
public record Pod(PodFact object, Optional<NetNs> netns) {

    public ObjectRef ref() {
        return object.ref();
    }

    public List<Ip> ips() {
        return object.podIps();
    }

    public String node() {
        return object.nodeName();
    }

    /** False for host-network pods: they share the node's addresses. */
    public boolean ownNetwork() {
        return !object.hostNetwork();
    }

    /** Neither finished nor failed: its address is in use. */
    public boolean live() {
        return !object.phase().equals("Succeeded") && !object.phase().equals("Failed");
    }

    /** The Ready condition; UNKNOWN when the status has none. */
    public Ternary ready() {
        return object.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(ConditionStatus::status)
                .findFirst()
                .orElse(Ternary.UNKNOWN);
    }
}

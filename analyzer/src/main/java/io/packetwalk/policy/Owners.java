package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a pod belongs to: the topmost owner that is known. */
public final class Owners {

    private static final int DEPTH = 5;

    private final Map<ObjectRef, ObjectRef> above = new HashMap<>();

    Owners(List<WorkloadFact> workloads) {
        for (WorkloadFact fact : workloads) {
            fact.owners().stream().findFirst().ifPresent(owner -> above.put(placed(fact.ref()), placed(owner)));
        }
    }

    /** The object with {@code default} for a missing namespace. */
    public static ObjectRef placed(ObjectRef ref) {
        return new ObjectRef(ref.kind(), End.namespace(ref), ref.name());
    }

    ObjectRef top(Pod pod) {
        ObjectRef top = placed(pod.ref());
        ObjectRef owner = pod.object().owners().stream()
                .findFirst()
                .filter(ref -> !ref.kind().equals("Node"))
                .map(Owners::placed)
                .orElse(top);
        top = owner;
        for (int i = 0; i < DEPTH && above.containsKey(top); i++) {
            top = above.getOrDefault(top, top);
        }
        return deployment(top, pod);
    }

    /** A ReplicaSet that was not dumped still tells its Deployment: its name ends with the pods' pod-template-hash. */
    private static ObjectRef deployment(ObjectRef top, Pod pod) {
        String hash = pod.object().labels().getOrDefault("pod-template-hash", "");
        boolean made =
                top.kind().equals("ReplicaSet") && !hash.isEmpty() && top.name().endsWith("-" + hash);
        return made
                ? new ObjectRef(
                        "Deployment",
                        top.namespace(),
                        top.name().substring(0, top.name().length() - hash.length() - 1))
                : top;
    }
}

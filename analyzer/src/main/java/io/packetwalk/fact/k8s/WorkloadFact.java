package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or CronJob.
 *
 * @param source the object's line
 * @param ref kind and name
 * @param replicas wanted; empty when the kind has none or it is absent
 * @param readyReplicas ready now, 0 when absent
 * @param selector pod selector
 * @param templateLabels labels of the pod template
 * @param owners controlling owners
 * @param created creationTimestamp
 * @param containers containers of the pod template
 * @param hostNetwork whether its pods use the node's network namespace
 */
public record WorkloadFact(
        Source source,
        ObjectRef ref,
        Optional<Integer> replicas,
        int readyReplicas,
        Optional<LabelSelector> selector,
        Map<String, String> templateLabels,
        List<ObjectRef> owners,
        Optional<Instant> created,
        List<ContainerFact> containers,
        boolean hostNetwork)
        implements ApiObject {}

package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.WorkloadFact;
import java.util.List;
import java.util.Optional;

/** Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers (apps, core), Jobs and CronJobs (batch). */
final class WorkloadReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Field status = item.at("status");
        Field pods = item.kind().equals("CronJob") ? item.at("spec", "jobTemplate", "spec") : item.at("spec");
        // A DaemonSet wants one pod per matching node, which only its status tells; a Job wants completions, not
        // replicas.
        Field wanted = item.kind().equals("DaemonSet") ? status.at("desiredNumberScheduled") : pods.at("replicas");
        Field ready = switch (item.kind()) {
            case "DaemonSet" -> status.at("numberReady");
            case "Job" -> status.at("ready");
            default -> status.at("readyReplicas");
        };
        return List.of(new WorkloadFact(
                item.source(),
                item.ref(),
                wanted.present() ? Optional.of(wanted.integer(0)) : Optional.empty(),
                ready.integer(0),
                selector(item, pods.at("selector")),
                pods.at("template", "metadata", "labels").textMap(),
                item.owners(),
                item.created(),
                Containers.specified(item, pods.at("template", "spec")),
                pods.at("template", "spec", "hostNetwork").flag(false)));
    }

    /** A ReplicationController's selector is a plain map. */
    private static Optional<LabelSelector> selector(ApiItem item, Field selector) {
        if (!item.kind().equals("ReplicationController")) {
            return ApiItem.selector(selector);
        }
        return selector.present() ? Optional.of(new LabelSelector(selector.textMap(), List.of())) : Optional.empty();
    }
}

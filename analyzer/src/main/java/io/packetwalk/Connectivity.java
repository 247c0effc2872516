package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.policy.Deviation;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.inquiry.Unsaid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects read for the question who may reach whom: a bundle, or manifests that were never applied. The short way of {@link Analysis}: no flows, no walks, no checks.
 *
 * @param intake what was read
 * @param cluster what is
 * @param engine its policies
 * @param ends its pods and workloads
 */
public record Connectivity(Intake intake, Cluster cluster, PolicyEngine engine, Ends ends) {

    /**
     * Open, read, join, lower.
     *
     * @param workers threads that read; the result does not depend on it
     * @throws IOException when an input cannot be opened
     */
    public static Connectivity of(Bundle bundle, int workers) throws IOException {
        Intake intake = Intake.of(bundle, workers);
        Cluster cluster = ClusterJoin.join(intake.readings());
        return new Connectivity(intake, cluster, PolicyEngine.of(cluster.policies()), Ends.of(cluster));
    }

    /** What a captured cluster may have and its bundle does not show. Manifests are all there is. */
    public List<Unsaid> gaps() {
        boolean captured = cluster.nodes().stream()
                .anyMatch(node -> !node.netns().presence().isEmpty());
        boolean dumped = intake.readings().stream()
                .anyMatch(reading -> reading.artifact().contains("networkpolic")
                        && reading.presence().complete());
        boolean seen = !cluster.policies().networkPolicies().isEmpty();
        List<Unsaid> gaps = new ArrayList<>();
        if (captured && !dumped && !seen) {
            gaps.add(new Unsaid(
                    "NetworkPolicies",
                    "the bundle has no complete list of them",
                    "kubectl get networkpolicies -A -o json"));
        }
        // A manifest that cannot be read, or the part of a dump that is missing, may hold a policy.
        for (Reading reading : intake.readings()) {
            boolean objects = reading.format().equals("k8s-list")
                    && (!captured || reading.artifact().contains("networkpolic"));
            if (objects && reading.presence() instanceof Presence.Truncated cut) {
                gaps.add(new Unsaid("objects of " + reading.artifact(), cut.detail(), ""));
            }
        }
        return List.copyOf(gaps);
    }

    /** What the recognised implementations do otherwise than the specification says: those that enforce, and those that carry the packets. */
    public List<Deviation> deviations() {
        return Deviation.recognised(
                cluster,
                Shape.datapaths(cluster).values().stream().flatMap(List::stream).toList());
    }
}

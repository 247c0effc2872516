package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.EventFact;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the API's events tell of an object, looked up: a large cluster has thousands of events and of pods.
 *
 * @param byObject events by the object they are about, each list in the cluster's order
 */
public record EventIndex(Map<ObjectRef, List<EventFact>> byObject) {

    /** Events about an object in the cluster's order. */
    public static List<EventFact> about(Case that, ObjectRef object) {
        return that.once()
                .of(
                        EventIndex.class,
                        () -> new EventIndex(
                                that.cluster().events().stream().collect(Collectors.groupingBy(EventFact::involved))))
                .byObject
                .getOrDefault(object, List.of());
    }
}

package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.Map;

/**
 * A Calico NetworkSet or GlobalNetworkSet: addresses that selectors of Calico policies find by label.
 *
 * @param source the object's line
 * @param ref name
 * @param labels labels
 * @param nets CIDRs as written
 */
public record CalicoNetworkSetFact(Source source, ObjectRef ref, Map<String, String> labels, List<String> nets)
        implements ApiObject {}

package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * A ConfigMap.
 *
 * @param source the object's line
 * @param ref name
 * @param data keys and text values
 * @param dataSources the line of each key
 */
public record ConfigMapFact(Source source, ObjectRef ref, Map<String, String> data, Map<String, Source> dataSources)
        implements ApiObject {}

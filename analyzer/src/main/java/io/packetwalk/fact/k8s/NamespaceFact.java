package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * A Namespace.
 *
 * @param source the object's line
 * @param ref name
 * @param labels labels
 */
public record NamespaceFact(Source source, ObjectRef ref, Map<String, String> labels) implements ApiObject {}

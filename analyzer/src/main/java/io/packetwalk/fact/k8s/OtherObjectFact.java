package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * An API object of a kind that has no record of its own yet.
 *
 * @param source the object's line
 * @param ref kind and name; the kind with its group ({@code Service.serving.knative.dev}) when another kind we know has the same name
 * @param apiVersion group and version
 * @param labels labels
 */
public record OtherObjectFact(Source source, ObjectRef ref, String apiVersion, Map<String, String> labels)
        implements ApiObject {}

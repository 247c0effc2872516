package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;

/**
 * An IngressClass.
 *
 * @param source the object's line
 * @param ref name
 * @param controller {@code spec.controller}
 * @param isDefault annotated as the default class
 */
public record IngressClassFact(Source source, ObjectRef ref, String controller, boolean isDefault)
        implements ApiObject {}

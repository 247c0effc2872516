package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;

/** A fact that is one API object. Its source is the object's own line. */
public interface ApiObject extends Fact {
    /** Kind, namespace and name. */
    ObjectRef ref();
}

package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import java.util.List;

/** Reads the objects of one kind. */
interface KindReader {

    /** The object's fact, and those of what is embedded in it. */
    List<Fact> read(ApiItem item);

    /**
     * Whether an object with a field of another type than the API's may be read without that field. Not where a missing field means
     * "all": then the object is reported broken instead.
     */
    default boolean lenient() {
        return true;
    }
}

package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * An Event.
 *
 * @param source the object's line
 * @param ref the event's own name
 * @param involved the object it is about
 * @param type {@code Normal} or {@code Warning}
 * @param reason machine-readable reason
 * @param message text
 * @param count how often, 1 when absent
 * @param first first occurrence
 * @param last last occurrence
 */
public record EventFact(
        Source source,
        ObjectRef ref,
        ObjectRef involved,
        String type,
        String reason,
        String message,
        int count,
        Optional<Instant> first,
        Optional<Instant> last)
        implements ApiObject {}

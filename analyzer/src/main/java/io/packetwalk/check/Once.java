package io.packetwalk.check;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What several checks of one case need, worked out when the first of them asks. A pure function of the case, so who asks first does not matter. */
public final class Once {
    private final Map<Class<?>, Object> values = new HashMap<>();

    /** The value of this kind. */
    public synchronized <T> T of(Class<T> kind, Supplier<T> work) {
        Object known = values.get(kind);
        if (known == null) {
            known = work.get();
            values.put(kind, known);
        }
        return kind.cast(known);
    }
}

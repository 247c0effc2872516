package io.packetwalk.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What several checks of one case need, worked out when the first of them asks; who asks at the same time waits, and who asks for something else does not. A pure
 * function of the case, so who asks first does not matter.
 */
public final class Once {
    private final Map<Class<?>, Answer> answers = new ConcurrentHashMap<>();

    /** One value. Its work may ask for values of other kinds. */
    private static final class Answer {
        private @Nullable Object value;

        synchronized <T> T of(Class<T> kind, Supplier<T> work) {
            Object known = value;
            if (known == null) {
                known = work.get();
                value = known;
            }
            return kind.cast(known);
        }
    }

    /** The value of this kind. */
    public <T> T of(Class<T> kind, Supplier<T> work) {
        return answers.computeIfAbsent(kind, _kind -> new Answer()).of(kind, work);
    }
}

package io.packetwalk.walk;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened on a way, one thing after the other. Alternatives of one walk share what lies behind them, so that remembering one thing more costs the same however
 * long the way was.
 *
 * @param <T> what happens: steps, rules met
 */
public final class Trail<T> {

    private static final Trail<?> START = new Trail<>(null, null, 0);

    private final @Nullable T last;
    private final @Nullable Trail<T> before;
    private final int length;

    private Trail(@Nullable T last, @Nullable Trail<T> before, int length) {
        this.last = last;
        this.before = before;
        this.length = length;
    }

    /** Nothing happened yet. */
    @SuppressWarnings("unchecked") // It holds nothing of any type.
    static <T> Trail<T> start() {
        return (Trail<T>) START;
    }

    public Trail<T> then(T next) {
        return new Trail<>(next, this, length + 1);
    }

    /** Several things, oldest first. */
    Trail<T> then(List<T> next) {
        Trail<T> longer = this;
        for (T one : next) {
            longer = longer.then(one);
        }
        return longer;
    }

    /** The last thing; null when nothing happened. */
    @Nullable
    T last() {
        return last;
    }

    /** What happened before the last thing; nothing, when nothing happened. */
    Trail<T> before() {
        return before == null ? this : before;
    }

    /** All of it, oldest first. */
    @SuppressWarnings("unchecked") // Only things of this type were added.
    public List<T> inOrder() {
        Object[] things = new Object[length];
        for (Trail<T> at = this; at.length > 0; at = at.before()) {
            things[at.length - 1] = Objects.requireNonNull(at.last);
        }
        return (List<T>) List.of(things);
    }
}

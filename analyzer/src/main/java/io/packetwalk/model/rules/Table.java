package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A set or map of nft, named or not. Elements of constants are found by hash, so that the trace of a packet does not grow with the number of Services; intervals and
 * other elements are tested one by one. Elements do not overlap (nft refuses that), so their order says nothing.
 *
 * <p>Two tables are the same only when they are one object: their content may be large.
 *
 * @param <T> what it gives for an element
 */
public final class Table<T> {

    private final String name;
    private final List<Key> keys;
    private final Map<List<Object>, Entry<T>> exact;
    private final List<Entry<T>> others;
    private final Optional<Entry<T>> any;
    private final boolean complete;

    private Table(
            String name,
            List<Key> keys,
            Map<List<Object>, Entry<T>> exact,
            List<Entry<T>> others,
            Optional<Entry<T>> any,
            boolean complete) {
        this.name = name;
        this.keys = List.copyOf(keys);
        this.exact = exact;
        this.others = others;
        this.any = any;
        this.complete = complete;
    }

    /**
     * One element.
     *
     * @param source its line
     * @param conds when it holds
     * @param value what it gives
     */
    public record Entry<T>(Source source, List<Cond> conds, T value) {
        public Entry {
            conds = List.copyOf(conds);
        }

        <U> Entry<U> map(Function<T, U> change) {
            return new Entry<>(source, conds, change.apply(value));
        }
    }

    /** How a reader knows it: {@code @name}, or its text. */
    public String name() {
        return name;
    }

    /** What packets are looked up by. */
    public List<Key> keys() {
        return keys;
    }

    /** The element of exactly these values, in the order of the keys. */
    public Optional<Entry<T>> exact(List<Object> values) {
        return Optional.ofNullable(exact.get(values));
    }

    /** All elements found by their values. */
    public Iterable<Entry<T>> constants() {
        return exact.values();
    }

    /** All other elements, but for the one of {@link #any}. */
    public List<Entry<T>> others() {
        return others;
    }

    /** What holds when no other element does. */
    public Optional<Entry<T>> any() {
        return any;
    }

    /** False when elements are missing or could not be read, so that absence says nothing. */
    public boolean complete() {
        return complete;
    }

    /** The same elements giving something else. */
    public <U> Table<U> map(Function<T, U> change) {
        Builder<U> changed = new Builder<>(name, keys);
        exact.forEach((values, entry) -> changed.exact(values, entry.map(change)));
        others.forEach(entry -> changed.other(entry.map(change)));
        any.ifPresent(entry -> changed.any(entry.map(change)));
        if (!complete) {
            changed.incomplete();
        }
        return changed.build();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects the elements of a table. */
    public static final class Builder<T> {
        private final String name;
        private final List<Key> keys;
        private final Map<List<Object>, Entry<T>> exact = new HashMap<>();
        private final List<Entry<T>> others = new ArrayList<>();
        private Optional<Entry<T>> any = Optional.empty();
        private boolean complete = true;

        public Builder(String name, List<Key> keys) {
            this.name = name;
            this.keys = keys;
        }

        /** An element of constants. */
        public void exact(List<Object> values, Entry<T> entry) {
            exact.put(values, entry);
        }

        /** An element that is not found by its values. */
        public void other(Entry<T> entry) {
            others.add(entry);
        }

        /** What holds when no other element does. */
        public void any(Entry<T> entry) {
            any = Optional.of(entry);
        }

        /** Elements are missing. */
        public void incomplete() {
            complete = false;
        }

        public Table<T> build() {
            return new Table<>(name, keys, exact, others, any, complete);
        }
    }
}

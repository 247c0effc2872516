package io.packetwalk.fact.table;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A list that is read as a whole when somebody first looks into it. Its reader has no side effects: two threads may both read. */
public final class OnDemand<T> extends AbstractList<T> implements RandomAccess {

    private final Supplier<List<T>> reader;
    private volatile @Nullable List<T> read;

    public OnDemand(Supplier<List<T>> reader) {
        this.reader = reader;
    }

    private List<T> all() {
        List<T> known = read;
        if (known == null) {
            known = reader.get();
            read = known;
        }
        return known;
    }

    @Override
    public T get(int index) {
        return all().get(index);
    }

    @Override
    public int size() {
        return all().size();
    }
}

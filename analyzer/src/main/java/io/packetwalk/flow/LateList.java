package io.packetwalk.flow;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A list that is made when somebody looks into it. Its maker has no side effects: two threads may both make it. */
final class LateList<T> extends AbstractList<T> implements RandomAccess {

    private final Supplier<List<T>> maker;
    private volatile @Nullable List<T> made;

    LateList(Supplier<List<T>> maker) {
        this.maker = maker;
    }

    private List<T> made() {
        List<T> list = made;
        if (list == null) {
            list = maker.get();
            made = list;
        }
        return list;
    }

    @Override
    public T get(int index) {
        return made().get(index);
    }

    @Override
    public int size() {
        return made().size();
    }
}

package io.packetwalk.fact.table;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** A list whose items are put together when they are looked at; who looks twice gets two equal ones. */
final class View<T> extends AbstractList<T> implements RandomAccess {

    private final IntSupplier size;
    private final IntFunction<T> read;

    View(IntSupplier size, IntFunction<T> read) {
        this.size = size;
        this.read = read;
    }

    @Override
    public T get(int row) {
        return read.apply(Objects.checkIndex(row, size()));
    }

    @Override
    public int size() {
        return size.getAsInt();
    }
}

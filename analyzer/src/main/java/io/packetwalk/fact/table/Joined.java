package io.packetwalk.fact.table;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Several lists one after the other, without a copy of what may be millions. */
public final class Joined<T> extends AbstractList<T> {

    private final List<List<? extends T>> lists;

    public Joined(List<? extends List<? extends T>> lists) {
        this.lists = List.copyOf(lists);
    }

    @Override
    public T get(int index) {
        int at = index;
        for (List<? extends T> list : lists) {
            if (at < list.size()) {
                return list.get(at);
            }
            at -= list.size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
        return lists.stream().mapToInt(List::size).sum();
    }

    @Override
    public Iterator<T> iterator() {
        return stream().iterator();
    }

    @Override
    public Stream<T> stream() {
        return lists.stream().flatMap(List::stream);
    }
}

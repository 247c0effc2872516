package io.packetwalk.fact.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that repeat, each kept once and known by a number: 0, 1, 2, ... in order of first sight. */
public final class Numbered<T> {

    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();

    /** The number of a value equal to this one. */
    public int number(T value) {
        Integer known = numbers.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }

    /** The value with a number that {@link #number} gave. */
    public T value(int number) {
        return values.get(number);
    }

    /** All values, by number. */
    public List<T> values() {
        return Collections.unmodifiableList(values);
    }
}

package io.packetwalk.fact.table;

import java.util.Arrays;

/** Numbers of places that were given back, the last one first. */
public final class Vacancies {

    private int[] places = new int[8];
    private int size;

    /** A place that is free again. */
    public void add(int place) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        places[size++] = place;
    }

    /** One of them, which is taken then; -1 when there is none. */
    public int take() {
        return size == 0 ? -1 : places[--size];
    }
}

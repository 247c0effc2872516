package io.packetwalk.fact.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Values that repeat, each kept once and known by a number: 0, 1, 2, ... in order of first sight. A hash table with open addressing: besides the value itself it
 * takes 12 to 20 bytes, where a map of boxed numbers takes 70.
 */
public final class Numbered<T> {

    /** A number plus one; 0 is a free slot. */
    private int[] slots = new int[16];

    private int[] hashes = new int[8];
    private final List<T> values = new ArrayList<>();

    /** The number of a value equal to this one. */
    public int number(T value) {
        int hash = hash(value);
        int slot = slot(value, hash);
        if (slots[slot] == 0) {
            add(value, hash, slot);
            return values.size() - 1;
        }
        return slots[slot] - 1;
    }

    /** The number of a value equal to this one, -1 when there is none yet. */
    public int known(T value) {
        return slots[slot(value, hash(value))] - 1;
    }

    /** The value with a number that {@link #number} gave. */
    public T value(int number) {
        return values.get(number);
    }

    /** All values, by number. */
    public List<T> values() {
        return Collections.unmodifiableList(values);
    }

    private void add(T value, int hash, int slot) {
        int number = values.size();
        values.add(value);
        if (number == hashes.length) {
            hashes = Arrays.copyOf(hashes, number * 2);
        }
        hashes[number] = hash;
        slots[slot] = number + 1;
        if (values.size() * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (int known = 0; known < values.size(); known++) {
                slots[free(hashes[known])] = known + 1;
            }
        }
    }

    /** Where the value stands, or would stand. */
    private int slot(T value, int hash) {
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0
                && (hashes[slots[slot] - 1] != hash
                        || !values.get(slots[slot] - 1).equals(value))) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int free(int hash) {
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** Hashes of records and texts differ in their lower bits least: those are mixed (the finaliser of MurmurHash3). */
    private static int hash(Object value) {
        int mixed = value.hashCode();
        mixed = (mixed ^ mixed >>> 16) * 0x85eb_ca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2_ae35;
        return mixed ^ mixed >>> 16;
    }
}

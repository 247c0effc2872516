package io.packetwalk.parse.capture;

import io.packetwalk.capture.Dissector;
import io.packetwalk.capture.Layer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The packets of one window of the file. It is filled, counted by every lane, and filled again with another window. */
final class Batch {

    private Packet[] packets = new Packet[0];
    private int size;
    private final Layer[] free = new Layer[Dissector.DEPTH];

    /** The window their payload stands in. */
    byte[] bytes = new byte[0];

    /** How many lanes have not yet counted it. */
    final AtomicInteger wanted = new AtomicInteger();

    int size() {
        return size;
    }

    Packet get(int index) {
        return packets[index];
    }

    void clear() {
        size = 0;
    }

    /** Layers for one more frame to be read into: those of the packets that {@link #take} gives next. */
    Layer[] room() {
        if (packets.length - size < Dissector.DEPTH) {
            grow();
        }
        for (int i = 0; i < Dissector.DEPTH; i++) {
            free[i] = packets[size + i].layer;
        }
        return free;
    }

    Packet take() {
        return packets[size++];
    }

    private void grow() {
        int old = packets.length;
        packets = Arrays.copyOf(packets, Math.max(64, old * 2));
        for (int i = old; i < packets.length; i++) {
            packets[i] = new Packet();
        }
    }
}

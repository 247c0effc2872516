package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The packets of one window of the file. It is filled, counted by every lane, and filled again with another window. */
final class Batch {

    private Packet[] packets = new Packet[0];

    /** The layer of each packet. */
    private Layer[] layers = new Layer[0];

    private int size;

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

    /** Gives {@code dissector} the layers of the packets that {@link #take} gives next. */
    void offer(Dissector dissector) {
        if (packets.length - size < Dissector.DEPTH) {
            grow();
        }
        dissector.into(layers, size);
    }

    /** The next packet, whose layer was read. */
    Packet take() {
        Packet packet = packets[size];
        packet.layer = layers[size++];
        return packet;
    }

    private void grow() {
        int old = packets.length;
        packets = Arrays.copyOf(packets, Math.max(64, old * 2));
        layers = Arrays.copyOf(layers, packets.length);
        for (int i = old; i < packets.length; i++) {
            packets[i] = new Packet();
            layers[i] = packets[i].layer;
        }
    }
}

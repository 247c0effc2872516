package io.packetwalk.capture.tree;

import java.util.List;

/**
 * One named value of a packet, with the bytes it stands in.
 *
 * @param name as the protocol's RFC or tcpdump calls it
 * @param value for people; empty when {@code children} say it all
 * @param offset first byte, counted from the first byte of the frame; -1 when it has no place of its own
 * @param length bytes
 * @param children fields of a header
 */
public record Field(String name, String value, int offset, int length, List<Field> children) {

    public Field {
        children = List.copyOf(children);
    }

    static Field of(String name, Object value, int offset, int length) {
        return new Field(name, String.valueOf(value), offset, length, List.of());
    }

    static Field header(String name, int offset, int length, List<Field> children) {
        return new Field(name, "", offset, length, children);
    }
}

package io.packetwalk.report;

import java.util.List;

/**
 * A cited packet, field by field. Payload stays in the capture: a report is passed on more freely than a bundle.
 *
 * @param time when it was captured, RFC 3339 in UTC
 * @param captured bytes kept
 * @param original bytes on the wire
 * @param fields headers, outermost first
 * @param hex the bytes of the headers in lower-case hexadecimal
 */
public record PacketView(String time, int captured, int original, List<Field> fields, String hex) {

    /**
     * One field.
     *
     * @param name as its protocol calls it
     * @param value for people, empty for a header
     * @param offset first byte, from the start of the frame; -1 when it has no place of its own
     * @param length bytes
     * @param fields fields of a header
     */
    public record Field(String name, String value, int offset, int length, List<Field> fields) {}
}

package io.packetwalk.model.rules;

/** What a packet is looked up by in a {@link Table}. */
public enum Key {
    /** Source address, an {@link io.packetwalk.net.Ip}. */
    SOURCE,
    /** Destination address, an {@link io.packetwalk.net.Ip}. */
    DESTINATION,
    /** Source port, an Integer. */
    SOURCE_PORT,
    /** Destination port, an Integer. */
    DESTINATION_PORT,
    /** Protocol number, an Integer. */
    PROTOCOL,
    /** Input device, a String. */
    IN,
    /** Output device, a String. */
    OUT,
    /** Packet mark, a Long. */
    MARK,
    /** Connection mark, a Long. */
    CONN_MARK,
    /** Something else: elements are tested one by one. */
    OTHER
}

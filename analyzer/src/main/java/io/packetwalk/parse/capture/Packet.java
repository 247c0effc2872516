package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.IcmpErrorFact;
import org.jspecify.annotations.Nullable;

/**
 * One IP layer of a frame on its way from who reads to who counts, with all that the order of frames decides about it. Filled anew for each layer, as
 * {@link Layer} is.
 */
final class Packet {

    /** The layer; of an ICMP error the packet it quotes. Its ports are those it is counted under: see {@link Sightings}. */
    Layer layer = new Layer();

    long nanos;
    long number;

    /** How many layers are around this one. */
    int depth;

    int vantage;

    /** Way across the interface: 0 unknown, 1 in, 2 out. */
    int direction;

    /** 0 when the sender is the lower end. */
    int side;

    /** Hash of vantage and ends, never 0. */
    long hash;

    /** Nothing that was read is inside it. */
    boolean innermost;

    /** Of the layer around it: both ports, the source in the upper half, and whether it came from the lower end of the tunnel. */
    int carrierPorts;

    boolean carriedFromLow;

    /** Set when an ICMP error quotes {@link #layer}. */
    @Nullable
    IcmpErrorFact error;

    /** Payload of the datagram that this fragment completes. */
    byte @Nullable [] datagram;
}

package io.packetwalk.parse.capture;

import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.IcmpErrorFact;
import java.util.BitSet;

/**
 * Makes packets of the IP layers of each frame. All that depends on the order of frames across conversations is decided here, by one thread: the numbers of the
 * vantages, the ports of fragments and of overlays. What is left can be counted by several.
 */
final class Sightings {

    final Vantages vantages = new Vantages();
    private final BitSet overlayPorts = new BitSet();
    private final Fragments fragments = new Fragments();

    /** Takes a frame that {@code seen} has just read into what {@code batch} {@linkplain Batch#offer offered}. */
    void add(Frame frame, Dissector seen, Batch batch) {
        int direction = seen.direction() != 0 ? seen.direction() : frame.direction;
        int vantage = vantages.at(frame.tap, seen.interfaceIndex());
        int count = seen.count();
        Layer carrier = seen.layer(0);
        int carrierPorts = 0;
        for (int i = 0; i < count; i++) {
            Layer layer = seen.layer(i);
            if (i > 0) {
                vantage = vantages.inside(vantage, carrier, layer);
            }
            fragments.pass(layer, vantage, frame.nanos);
            Packet packet = batch.take();
            packet.nanos = frame.nanos;
            packet.number = frame.number;
            packet.depth = i;
            packet.vantage = vantage;
            packet.direction = direction;
            packet.innermost = i == count - 1;
            packet.carrierPorts = carrierPorts;
            packet.carriedFromLow = i > 0 && Vantages.fromLow(carrier);
            packet.error = null;
            carrierPorts = layer.sport << 16 | layer.dport;
            carrier = layer;
            if (layer.quotes) {
                quote(packet, layer, seen.keepQuote(i));
            } else if (!packet.innermost) {
                overlay(layer);
            }
            packet.side = Conversations.side(packet.layer);
            packet.hash = Conversations.hash(vantage, packet.layer, packet.side);
        }
    }

    /** All that two ends of an overlay send each other is one conversation: see {@code ConversationFact.carrier}. */
    private void overlay(Layer layer) {
        if (layer.proto == Capture.UDP) {
            layer.sport = layer.dport;
            overlayPorts.set(layer.dport);
        }
    }

    /** An error belongs to the conversation it quotes; when this point never saw that, it becomes one of its own, so that nothing is lost. */
    private void quote(Packet packet, Layer error, Layer quote) {
        quote.tunnelled = error.tunnelled;
        quote.network = error.network;
        if (quote.proto == Capture.UDP && overlayPorts.get(quote.dport)) {
            quote.sport = quote.dport;
        }
        packet.layer = quote;
        packet.error = new IcmpErrorFact(
                packet.number,
                Capture.instant(packet.nanos),
                error.v6,
                error.icmpType,
                error.icmpCode,
                error.src(),
                error.dst(),
                Conversations.tuple(quote),
                error.icmpMtu);
    }
}

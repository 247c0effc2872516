package io.packetwalk.parse.capture;

import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.IcmpErrorFact;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes packets of the IP layers of each frame. All that depends on the order of frames across conversations is decided here, by one thread: the numbers of the
 * vantages, the ports of fragments and of overlays. What is left can be counted by several.
 */
final class Sightings {

    final Vantages vantages = new Vantages();
    private final BitSet overlayPorts = new BitSet();
    private final Fragments fragments = new Fragments();
    private final Early early = new Early();

    /** Takes a frame that {@code seen} has just read into what {@code batch} {@linkplain Batch#offer offered}. */
    void add(Frame frame, Dissector seen, Batch batch) {
        int direction = seen.direction() != 0 ? seen.direction() : frame.direction;
        int vantage = vantages.at(frame.tap, seen.interfaceIndex());
        int count = seen.count();
        Layer carrier = seen.layer(0);
        int carrierPorts = 0;
        long begun = 0;
        for (int i = 0; i < count; i++) {
            Layer layer = seen.layer(i);
            if (i > 0) {
                vantage = vantages.inside(vantage, carrier, layer);
            }
            byte @Nullable [] datagram = null;
            if (layer.laterFragment || layer.moreFragments) {
                long key = Fragments.key(layer, vantage);
                boolean known = fragment(layer, key, frame.nanos, frame.bytes);
                if (!known) {
                    Packet waiting = new Packet();
                    waiting.layer = layer.fragment();
                    waiting.nanos = frame.nanos;
                    waiting.number = frame.number;
                    waiting.depth = i;
                    waiting.vantage = vantage;
                    waiting.direction = direction;
                    waiting.innermost = true;
                    waiting.carrierPorts = carrierPorts;
                    waiting.carriedFromLow = i > 0 && Vantages.fromLow(carrier);
                    byte[] bytes = Arrays.copyOfRange(frame.bytes, layer.at, layer.end);
                    give(early.hold(new Early.Held(key, waiting, bytes)), batch);
                    return;
                }
                datagram = fragments.whole;
                begun = layer.laterFragment ? begun : key;
            }
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
            packet.datagram = datagram;
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
        if (begun != 0 && !early.isEmpty()) {
            release(begun, frame, seen, batch);
        }
    }

    /** Gives a later fragment its ports; false when its first one is not known yet. */
    private boolean fragment(Layer layer, long key, long nanos, byte[] bytes) {
        boolean known = fragments.pass(layer, key, nanos, bytes);
        if (layer.laterFragment && layer.proto == Capture.UDP && overlayPorts.get(layer.dport)) {
            layer.sport = layer.dport;
        }
        return known;
    }

    /** Fragments that waited for their first one count at its time. */
    private void release(long key, Frame first, Dissector seen, Batch batch) {
        for (Early.Held held = early.take(key); held != null; held = early.take(key)) {
            Packet packet = held.packet;
            if (first.nanos - packet.nanos < Fragments.LIFE_NANOS
                    && fragment(packet.layer, key, first.nanos, held.bytes)) {
                packet.nanos = first.nanos;
                packet.number = first.number;
                packet.datagram = fragments.whole;
            }
            batch.offer(seen);
            give(held, batch);
        }
    }

    /** Counts fragments without ports whose first one never came. */
    void end(Dissector seen, Batch batch) {
        for (Early.Held held = early.oldest(); held != null; held = early.oldest()) {
            batch.offer(seen);
            give(held, batch);
        }
    }

    private static void give(Early.@Nullable Held held, Batch batch) {
        if (held == null) {
            return;
        }
        Packet from = held.packet;
        Packet packet = batch.take();
        packet.layer = from.layer;
        packet.nanos = from.nanos;
        packet.number = from.number;
        packet.depth = from.depth;
        packet.vantage = from.vantage;
        packet.direction = from.direction;
        packet.innermost = true;
        packet.carrierPorts = from.carrierPorts;
        packet.carriedFromLow = from.carriedFromLow;
        packet.error = null;
        packet.datagram = from.datagram;
        packet.side = Conversations.side(packet.layer);
        packet.hash = Conversations.hash(packet.vantage, packet.layer, packet.side);
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

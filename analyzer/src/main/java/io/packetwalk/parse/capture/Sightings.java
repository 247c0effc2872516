package io.packetwalk.parse.capture;

import io.packetwalk.capture.Dissector;
import io.packetwalk.capture.DnsMessage;
import io.packetwalk.capture.Frame;
import io.packetwalk.capture.Layer;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.IcmpErrorFact;
import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import java.util.RandomAccess;

/** Puts each IP layer of a frame into its conversation: the way of one packet through this package. */
final class Sightings {

    private final Vantages vantages = new Vantages();
    private final Conversations conversations = new Conversations();
    private final DnsMessage dns = new DnsMessage();
    private final BitSet overlayPorts = new BitSet();
    private final Fragments fragments = new Fragments();

    /** Takes a frame that {@code seen} has just read. */
    void add(Frame frame, Dissector seen) {
        int direction = seen.direction() != 0 ? seen.direction() : frame.direction;
        int vantage = vantages.at(frame.tap, seen.interfaceIndex());
        Layer carrier = seen.layer(0);
        for (int i = 0; i < seen.count(); i++) {
            Layer layer = seen.layer(i);
            if (i > 0) {
                vantage = vantages.inside(vantage, carrier, layer);
            }
            fragments.pass(layer, vantage, frame.nanos);
            if (layer.quotes) {
                error(frame, layer, seen.quote(), vantage, carrier);
            } else {
                boolean innermost = i == seen.count() - 1;
                int sport = layer.sport;
                if (!innermost) {
                    carrierPort(layer);
                }
                packet(frame, layer, vantage, carrier, direction, innermost);
                layer.sport = sport;
            }
            carrier = layer;
        }
    }

    /** All conversations; each is put together when it is asked for. */
    List<ConversationFact> facts(String artifact) {
        return new Listing(artifact, conversations.all(), vantages);
    }

    private static final class Listing extends AbstractList<ConversationFact> implements RandomAccess {
        private final String artifact;
        private final List<Conversation> conversations;
        private final Vantages vantages;

        Listing(String artifact, List<Conversation> conversations, Vantages vantages) {
            this.artifact = artifact;
            this.conversations = conversations;
            this.vantages = vantages;
        }

        @Override
        public ConversationFact get(int index) {
            return conversations.get(index).fact(artifact, vantages);
        }

        @Override
        public int size() {
            return conversations.size();
        }
    }

    /** All that two ends of an overlay send each other is one conversation: see {@link ConversationFact#carrier}. */
    private void carrierPort(Layer layer) {
        if (layer.proto == Capture.UDP) {
            layer.sport = layer.dport;
            overlayPorts.set(layer.dport);
        }
    }

    private void packet(Frame frame, Layer layer, int vantage, Layer carrier, int direction, boolean innermost) {
        int side = Conversations.side(layer);
        Conversation conversation = conversations.of(vantage, layer, side, carrier, frame.nanos, frame.number);
        boolean again = conversation.packet(layer, side, direction, frame.nanos, frame.number);
        if (!innermost) {
            conversation.carries();
            return;
        }
        if (layer.laterFragment) {
            return;
        }
        boolean port53 = layer.sport == Capture.DNS || layer.dport == Capture.DNS;
        if (layer.proto == Capture.UDP) {
            if (port53 && dns.read(frame.bytes, layer.payloadAt, layer.payloadCaptured)) {
                conversation.dialogue().add(dns, frame.nanos, frame.number, again);
            }
            boolean whole = layer.payloadLength > 0 && layer.payloadCaptured == layer.payloadLength;
            if (whole && conversation.wantsPrint(side)) {
                conversation.print(Fingerprint.of(frame.bytes, layer.payloadAt, layer.payloadLength));
            }
        } else if (layer.proto == Capture.TCP && !port53) {
            if (layer.payloadCaptured > 0) {
                conversation.opening(frame.bytes, layer, side);
            }
        } else if (layer.proto == Capture.TCP && wholeMessage(frame, layer)) {
            conversation.dialogue().add(dns, frame.nanos, frame.number, again);
        }
    }

    /** A segment that holds exactly one message behind its length (RFC 7766 section 8); streams are not put together. */
    private boolean wholeMessage(Frame frame, Layer layer) {
        if (layer.payloadCaptured < 2 || layer.payloadCaptured != layer.payloadLength) {
            return false;
        }
        byte[] bytes = frame.bytes;
        int at = layer.payloadAt;
        int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
        return length == layer.payloadLength - 2 && dns.read(bytes, at + 2, length);
    }

    /** An error belongs to the conversation it quotes; when this point never saw that, it becomes one of its own, so that nothing is lost. */
    private void error(Frame frame, Layer error, Layer quote, int vantage, Layer carrier) {
        quote.tunnelled = error.tunnelled;
        if (quote.proto == Capture.UDP && overlayPorts.get(quote.dport)) {
            quote.sport = quote.dport;
        }
        quote.network = error.network;
        Conversation conversation =
                conversations.of(vantage, quote, Conversations.side(quote), carrier, frame.nanos, frame.number);
        conversation.error(
                new IcmpErrorFact(
                        frame.number,
                        Capture.instant(frame.nanos),
                        error.v6,
                        error.icmpType,
                        error.icmpCode,
                        error.src(),
                        error.dst(),
                        Conversations.tuple(quote),
                        error.icmpMtu),
                frame.nanos);
    }
}

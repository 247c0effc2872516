package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.file.Frame;

/**
 * From a frame to its IP layers: link header, VLAN tags, IPv4 or IPv6, TCP, UDP or ICMP, and through tunnels to the packet inside.
 *
 * <p>Allocates nothing, throws nothing: each field is read after a comparison with the end of what was captured, and nesting stops at
 * {@link #DEPTH}. An inner packet that cannot be read leaves the outer one standing.
 */
public final class Dissector {

    /** Layers followed: pod traffic in an overlay in a cloud's overlay is three. */
    public static final int DEPTH = 4;

    private static final int MAX_TAGS = 4;

    private Layer[] layers = {new Layer(), new Layer(), new Layer(), new Layer()};

    /** Where the layers of the current frame stand among them. */
    private int outermost;

    private Layer quote = new Layer();
    private final Tunnels tunnels;
    private int count;
    private int interfaceIndex;
    private int direction;
    private String reason = "";
    private boolean deeper;

    // What the walk along the headers carries from step to step: the next header, what tells its type, and how it is
    // carried.
    private byte[] bytes = new byte[0];
    int next;
    int etherType;
    Tunnelled carried = Tunnelled.NO;
    int network;

    /** @param tunnels what is a tunnel, beside the well-known ports */
    public Dissector(Tunnels tunnels) {
        this.tunnels = tunnels;
    }

    public Dissector() {
        this(new Tunnels());
    }

    /** IP layers of the last frame, outermost first. */
    public int count() {
        return count;
    }

    public Layer layer(int index) {
        return layers[outermost + index];
    }

    /** The packet quoted by the innermost layer when that {@link Layer#quotes}. */
    public Layer quote() {
        return quote;
    }

    /** The quoted packet, to be kept in the place of the error that quotes it; the error's layer will hold the next one. */
    public Layer keepQuote(int index) {
        Layer kept = quote;
        quote = layers[outermost + index];
        layers[outermost + index] = kept;
        return kept;
    }

    /** Reads the next frame into {@code others} from {@code from} on, {@link #DEPTH} of them at most; those before stay as they are. */
    public void into(Layer[] others, int from) {
        layers = others;
        outermost = from;
    }

    /** Kernel interface index of an SLL2 header, -1 without. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Way across the interface by the frame's own header: 0 unknown, 1 in, 2 out. */
    public int direction() {
        return direction;
    }

    /** Whether the innermost layer of the last frame carries another packet, which was not looked into. */
    public boolean deeper() {
        return deeper;
    }

    /** Why the last frame is not {@link Outcome#MODELLED}. */
    public String reason() {
        return reason;
    }

    /** Reads {@code frame}. */
    public Outcome dissect(Frame frame) {
        return dissect(frame.bytes, frame.offset, frame.captured, frame.original, frame.linkType);
    }

    /**
     * Reads one frame.
     *
     * @param frame array that holds it
     * @param at its first byte
     * @param captured bytes of it in the array
     * @param original bytes it had on the wire
     * @param linkType LINKTYPE_ number
     */
    public Outcome dissect(byte[] frame, int at, int captured, int original, int linkType) {
        bytes = frame;
        count = 0;
        deeper = false;
        interfaceIndex = -1;
        direction = 0;
        carried = Tunnelled.NO;
        network = -1;
        int end = at + captured;
        int wireEnd = at + Math.max(captured, original);
        Outcome outcome = link(at, end, linkType);
        while (outcome == Outcome.MODELLED) {
            outcome = network(next, end, wireEnd);
            if (outcome != Outcome.MODELLED) {
                break;
            }
            Layer layer = layers[outermost + count++];
            if (count == DEPTH) {
                deeper = tunnels.enter(this, frame, layer);
                return Outcome.MODELLED;
            }
            if (!tunnels.enter(this, frame, layer)) {
                return Outcome.MODELLED;
            }
            end = layer.end;
            wireEnd = layer.payloadAt + layer.payloadLength;
        }
        return count > 0 ? Outcome.MODELLED : outcome;
    }

    /** Finds the ethertype and where its packet begins. */
    private Outcome link(int at, int end, int linkType) {
        return switch (linkType) {
            case LinkType.ETHERNET -> ethernet(at, end);
            case LinkType.LINUX_SLL2 -> {
                if (end - at < 20) {
                    yield malformed("SLL2 header is cut");
                }
                interfaceIndex = Bytes.s4(bytes, at + 4);
                direction = Bytes.u1(bytes, at + 10) == 4 ? 2 : 1;
                yield tagged(Bytes.u2(bytes, at), at + 20, end);
            }
            case LinkType.LINUX_SLL -> {
                if (end - at < 16) {
                    yield malformed("SLL header is cut");
                }
                direction = Bytes.u2(bytes, at) == 4 ? 2 : 1;
                yield tagged(Bytes.u2(bytes, at + 14), at + 16, end);
            }
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14, LinkType.IPV4, LinkType.IPV6 -> bare(at, end);
            case LinkType.NFLOG -> LinkHeaders.nflog(this, bytes, at, end);
            case LinkType.PPP -> LinkHeaders.ppp(this, bytes, at, end);
            case LinkType.NULL, LinkType.LOOP -> bare(at + 4, end);
            default -> unmodelled("link type " + LinkType.name(linkType));
        };
    }

    /** An Ethernet header at {@code at}: the frame's own or one inside a tunnel. */
    Outcome ethernet(int at, int end) {
        return end - at < 14 ? malformed("Ethernet header is cut") : tagged(Bytes.u2(bytes, at + 12), at + 14, end);
    }

    /** An IP packet without any link header: its version tells the family. */
    Outcome bare(int at, int end) {
        if (at >= end) {
            return malformed("no IP header");
        }
        return tagged((bytes[at] & 0xf0) == 0x60 ? EtherType.IPV6 : EtherType.IPV4, at, end);
    }

    /** Takes 802.1Q and 802.1ad tags off. */
    Outcome tagged(int type, int at, int end) {
        int inner = type;
        int from = at;
        for (int tag = 0; EtherType.isTag(inner); tag++) {
            if (end - from < 4 || tag == MAX_TAGS) {
                return malformed("VLAN tag is cut or nested too deep");
            }
            inner = Bytes.u2(bytes, from + 2);
            from += 4;
        }
        next = from;
        etherType = inner;
        if (inner == EtherType.IPV4 || inner == EtherType.IPV6) {
            return Outcome.MODELLED;
        }
        if (EtherType.isHousekeeping(inner)) {
            return Outcome.IGNORED;
        }
        return unmodelled(EtherType.name(inner));
    }

    private Outcome network(int at, int end, int wireEnd) {
        Layer layer = layers[outermost + count];
        layer.clear();
        layer.tunnelled = carried;
        layer.network = network;
        boolean read = etherType == EtherType.IPV4
                ? Network.ipv4(bytes, at, end, wireEnd, layer)
                : Network.ipv6(bytes, at, end, wireEnd, layer);
        if (!read) {
            return malformed("IP header is cut or garbage");
        }
        if (layer.laterFragment) {
            return Outcome.MODELLED;
        }
        if (!Transport.read(bytes, layer)) {
            return malformed("transport header is cut or garbage");
        }
        if (layer.proto == Transport.TCP || layer.proto == Transport.UDP) {
            return Outcome.MODELLED;
        }
        if (Icmp.isHousekeeping(layer)) {
            return Outcome.IGNORED;
        }
        if (Icmp.isError(layer)) {
            layer.quotes = Icmp.quote(bytes, layer, quote);
        }
        return Outcome.MODELLED;
    }

    /** Link header says: across the interface of this index, 1 in or 2 out. The first word stands. */
    void crosses(int index, int way) {
        if (interfaceIndex < 0) {
            interfaceIndex = index;
            direction = way;
        }
    }

    Outcome malformed(String why) {
        reason = why;
        return Outcome.MALFORMED;
    }

    Outcome unmodelled(String what) {
        reason = what;
        return Outcome.UNMODELLED;
    }
}

package io.packetwalk.capture.packet;

import io.packetwalk.net.Ip;

/**
 * One IP header and what follows it. Filled anew for each packet by the {@link Dissector}; copy what must outlive the next one. A number
 * that the packet does not have is 0 unless its comment says otherwise.
 */
public final class Layer {

    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int ACK = 16;

    /** How this layer was carried by the one outside it, with its network identifier or key (-1 when the tunnel has none). */
    public Tunnelled tunnelled = Tunnelled.NO;

    public int network;

    public boolean v6;
    /** Source and destination, as {@link Ip} holds them. */
    public long srcHi;

    public long srcLo;
    public long dstHi;
    public long dstLo;
    /** Protocol behind all IPv6 extension headers. */
    public int proto;

    public int ttl;
    /** IPv4 identification, or that of an IPv6 fragment header. */
    public int ipId;

    public boolean dontFragment;
    /** A fragment after the first: there are no ports in it. */
    public boolean laterFragment;

    public boolean moreFragments;
    /** Bytes of the IP packet on the wire, header included. */
    public int ipLength;
    /** First byte of the IP header. */
    public int at;
    /** First byte behind the IP headers. */
    public int transportAt;
    /** First captured byte that is no longer this packet's. */
    public int end;

    /** Ports; the identifier in both for ICMP echo. */
    public int sport;

    public int dport;
    /** First byte of the payload, how long it was on the wire and how much of that is here. */
    public int payloadAt;

    public int payloadLength;
    public int payloadCaptured;

    /** TCP header; the window is -1 when it was cut off. */
    public int flags;

    public int seq;
    public int ack;
    public int window;
    /** TCP options: MSS and window scale are -1 when absent. */
    public int mss;

    public int windowScale;
    public boolean sackPermitted;
    public boolean timestamps;
    public int tsVal;
    public int tsEcr;

    /** Type of the first SCTP chunk, -1 without. */
    public int chunk;

    public int icmpType;
    public int icmpCode;
    /** Next-hop MTU of a "too big" message. */
    public int icmpMtu;
    /** This is an ICMP error and {@link Dissector#quote} holds the packet it quotes. */
    public boolean quotes;

    /** An empty one, for {@link Dissector#into}. */
    public Layer() {}

    public Ip src() {
        return new Ip(srcHi, srcLo, v6);
    }

    public Ip dst() {
        return new Ip(dstHi, dstLo, v6);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** A fragment in an object of its own; positions count from the start of its packet. */
    public Layer fragment() {
        Layer copy = new Layer();
        copy.clear();
        copy.tunnelled = tunnelled;
        copy.network = network;
        copy.v6 = v6;
        copy.srcHi = srcHi;
        copy.srcLo = srcLo;
        copy.dstHi = dstHi;
        copy.dstLo = dstLo;
        copy.proto = proto;
        copy.ttl = ttl;
        copy.ipId = ipId;
        copy.dontFragment = dontFragment;
        copy.laterFragment = laterFragment;
        copy.moreFragments = moreFragments;
        copy.ipLength = ipLength;
        copy.transportAt = transportAt - at;
        copy.end = end - at;
        copy.payloadAt = payloadAt - at;
        copy.payloadLength = payloadLength;
        copy.payloadCaptured = payloadCaptured;
        return copy;
    }

    void clear() {
        tunnelled = Tunnelled.NO;
        network = -1;
        ipId = 0;
        dontFragment = false;
        laterFragment = false;
        moreFragments = false;
        sport = 0;
        dport = 0;
        flags = 0;
        seq = 0;
        ack = 0;
        window = 0;
        mss = -1;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        tsVal = 0;
        tsEcr = 0;
        chunk = -1;
        icmpType = -1;
        icmpCode = -1;
        icmpMtu = 0;
        quotes = false;
    }
}

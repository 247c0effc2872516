package io.packetwalk.net;

/**
 * Protocol and both ends of one direction. ICMP echo carries its identifier in both ports.
 *
 * @param proto protocol
 * @param src sender
 * @param dst receiver
 */
public record FiveTuple(Proto proto, IpPort src, IpPort dst) {

    public static FiveTuple of(Proto proto, Ip src, int sport, Ip dst, int dport) {
        return new FiveTuple(proto, new IpPort(src, sport), new IpPort(dst, dport));
    }

    public FiveTuple reversed() {
        return new FiveTuple(proto, dst, src);
    }

    public FiveTuple withSrc(IpPort to) {
        return new FiveTuple(proto, to, dst);
    }

    public FiveTuple withDst(IpPort to) {
        return new FiveTuple(proto, src, to);
    }

    /** 64 bits that are equal for equal tuples, and for others almost surely not. */
    public long key() {
        return key(proto.number(), src, dst);
    }

    /** The {@link #key} of a tuple with this protocol number and these ends. */
    public static long key(int proto, IpPort src, IpPort dst) {
        return mix(mix(end(src) + proto) ^ end(dst));
    }

    /** As {@link #key}, and the same for both directions of UDP: nothing in a datagram tells who asked, so two points may differ about it. */
    public long sharedKey() {
        return sharedKey(proto.number(), src, dst);
    }

    /** The {@link #sharedKey} of a tuple with this protocol number and these ends. */
    public static long sharedKey(int proto, IpPort src, IpPort dst) {
        return proto == Proto.UDP.number() ? mix(mix(end(src) + proto) + mix(end(dst) + proto)) : key(proto, src, dst);
    }

    private static long end(IpPort end) {
        return mix(mix(end.ip().lo() ^ Long.rotateLeft(end.ip().hi(), 29)) + end.port());
    }

    /** The finaliser of splitmix64. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public String toString() {
        return proto + " " + src + " -> " + dst;
    }
}

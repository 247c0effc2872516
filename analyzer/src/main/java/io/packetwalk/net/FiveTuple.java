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

    @Override
    public String toString() {
        return proto + " " + src + " -> " + dst;
    }
}

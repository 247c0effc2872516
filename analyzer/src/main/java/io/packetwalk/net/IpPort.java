package io.packetwalk.net;

import java.util.Optional;

/**
 * An address with a port.
 *
 * @param ip address
 * @param port 0 to 65535; 0 when the protocol has none or it is not known
 */
public record IpPort(Ip ip, int port) implements Comparable<IpPort> {

    /** {@code a.b.c.d:port} or {@code [v6]:port}. */
    public static Optional<IpPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        Optional<Integer> port = Ports.parsePort(text.substring(colon + 1));
        Optional<Ip> ip = Ip.parse(host);
        return ip.isPresent() && port.isPresent() ? Optional.of(new IpPort(ip.get(), port.get())) : Optional.empty();
    }

    @Override
    public int compareTo(IpPort other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return ip.v6() ? "[" + ip + "]:" + port : ip + ":" + port;
    }
}

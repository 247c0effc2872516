package io.packetwalk.check.served;

import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.Optional;

/**
 * Where clients send to.
 *
 * @param proto protocol
 * @param ip address; empty for a node port, which is served on the node's own addresses
 * @param port port
 */
public record Address(Proto proto, Optional<Ip> ip, int port) {

    public static Address at(Proto proto, Ip ip, int port) {
        return new Address(proto, Optional.of(ip), port);
    }

    public static Address nodePort(Proto proto, int port) {
        return new Address(proto, Optional.empty(), port);
    }

    @Override
    public String toString() {
        return ip.map(address -> new IpPort(address, port).toString()).orElse("node port " + port);
    }
}

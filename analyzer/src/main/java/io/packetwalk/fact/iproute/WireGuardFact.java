package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;

/**
 * A WireGuard interface as {@code wg show} tells it.
 *
 * @param source its line
 * @param dev interface
 * @param publicKey its own key, empty when none is set
 * @param port UDP port it listens on, 0 when it does not
 * @param mark fwmark of the packets it sends, 0 for none
 * @param peers the other ends it knows
 */
public record WireGuardFact(Source source, String dev, String publicKey, int port, long mark, List<Peer> peers)
        implements Fact {

    /**
     * Another end.
     *
     * @param source its line
     * @param publicKey who it is
     * @param endpoint where packets for it go, empty until it is known
     * @param allowed destinations that go to it, and the only sources that are taken from it
     * @param handshake when the last handshake was, as printed; empty when there never was one
     */
    public record Peer(
            Source source, String publicKey, Optional<IpPort> endpoint, List<Cidr> allowed, String handshake) {}
}

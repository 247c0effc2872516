package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network interface.
 *
 * @param source its line
 * @param index ifindex
 * @param name ifname
 * @param peerIndex ifindex of the veth peer or lower device ({@code @ifN}), -1 when absent
 * @param peerName name of the lower device when printed ({@code @eth0}), may be empty
 * @param flags {@code UP}, {@code LOWER_UP}, ...
 * @param mtu MTU in bytes
 * @param kind {@code veth}, {@code bridge}, {@code vxlan}, ... from {@code -d}; empty when not printed
 * @param master bridge or bond it is enslaved to, may be empty
 * @param mac link-layer address
 * @param operstate {@code UP}, {@code DOWN}, {@code UNKNOWN}, ...
 * @param vxlan VXLAN parameters
 * @param tunnel parameters of another tunnel: Geneve, GRE, IP in IP and their kin
 * @param vrfTable routing table of a VRF device, empty for all others
 * @param counters rx and tx counters, for example {@code rx.dropped}
 */
public record LinkFact(
        Source source,
        int index,
        String name,
        int peerIndex,
        String peerName,
        Set<String> flags,
        int mtu,
        String kind,
        String master,
        Optional<Mac> mac,
        String operstate,
        Optional<Vxlan> vxlan,
        Optional<Tunnel> tunnel,
        String vrfTable,
        Map<String, Long> counters)
        implements Fact {

    /**
     * VXLAN parameters.
     *
     * @param vni network identifier
     * @param port UDP destination port
     * @param local local address
     * @param dev lower device, may be empty
     * @param learning source address learning
     */
    public record Vxlan(int vni, int port, Optional<Ip> local, String dev, boolean learning) {}

    /**
     * Parameters of a tunnel to one other end, or to any.
     *
     * @param id Geneve's network identifier, -1 for other kinds
     * @param port Geneve's UDP destination port, -1 for other kinds
     * @param local local address, empty for any
     * @param remote remote address, empty for any
     * @param external the other end is chosen packet by packet, outside the device
     */
    public record Tunnel(int id, int port, Optional<Ip> local, Optional<Ip> remote, boolean external) {}
}

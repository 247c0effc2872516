package io.packetwalk.fact.cni;

import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.Optional;

/**
 * Where clients of a Service send to: the key of Cilium's Service map ({@code struct lb4_key}).
 *
 * @param proto protocol; empty for a key of any protocol, as releases before 1.17 have them
 * @param at address and port
 * @param internal the entry for clients inside the cluster ({@code /i}), beside one for those outside
 */
public record CiliumFrontend(Optional<Proto> proto, IpPort at, boolean internal) {

    @Override
    public String toString() {
        return at + proto.map(known -> "/" + known).orElse("") + (internal ? "/i" : "");
    }
}

package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import java.util.List;

/**
 * A Service as the agent believes to have written it ({@code cilium-dbg service list}).
 *
 * @param source its line
 * @param frontend key
 * @param type as in {@link CiliumServiceFact}
 * @param backends backends in the order of their slots
 */
public record CiliumAgentServiceFact(Source source, CiliumFrontend frontend, String type, List<Backend> backends)
        implements Fact {
    public CiliumAgentServiceFact {
        backends = List.copyOf(backends);
    }

    /**
     * One backend.
     *
     * @param source its line
     * @param at address and port
     * @param state {@code active}, {@code terminating}, {@code quarantined} or {@code maintenance}; empty when the release does not print it
     */
    public record Backend(Source source, IpPort at, String state) {

        /** True when it takes new connections; releases that print no state have no other ones in their maps. */
        public boolean active() {
            return state.isEmpty() || state.equals("active");
        }
    }
}

package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.ipvs.RealServerFact;
import java.util.List;

/**
 * A virtual server of IPVS.
 *
 * @param source where it stands
 * @param name protocol, address and port, or the mark
 * @param scheduler how one of its real servers is picked
 * @param persistent whether a client keeps the one it was given
 * @param servers the real servers, those of weight 0 among them
 */
public record VirtualServer(
        Source source, String name, String scheduler, boolean persistent, List<RealServerFact> servers) {
    public VirtualServer {
        servers = List.copyOf(servers);
    }
}

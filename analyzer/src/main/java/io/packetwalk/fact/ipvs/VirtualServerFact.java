package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One virtual server.
 *
 * @param source its line
 * @param service what it takes
 * @param scheduler for example {@code rr}
 * @param persistentSeconds how long a client keeps its real server after its last connection, 0 when it does not
 * @param flags other flags as written, for example {@code ops} (each packet is scheduled anew) or {@code mask 255.255.255.0}
 */
public record VirtualServerFact(
        Source source, IpvsService service, String scheduler, int persistentSeconds, String flags) implements Fact {}

package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.Optional;
import java.util.Set;

/**
 * A forwarding database entry of a bridge or VXLAN device.
 *
 * @param source its line
 * @param mac link-layer address
 * @param dev port
 * @param master bridge, may be empty
 * @param dst remote VXLAN endpoint
 * @param flags {@code self}, {@code permanent}, {@code offload}, ...
 */
public record FdbFact(Source source, Mac mac, String dev, String master, Optional<Ip> dst, Set<String> flags)
        implements Fact {}

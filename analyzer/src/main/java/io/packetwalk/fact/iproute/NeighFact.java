package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.Optional;

/**
 * A neighbour entry.
 *
 * @param source its line
 * @param ip neighbour
 * @param dev interface
 * @param mac link-layer address, empty while unresolved
 * @param state {@code REACHABLE}, {@code STALE}, {@code FAILED}, {@code INCOMPLETE}, {@code PERMANENT}, {@code NOARP}, ...
 */
public record NeighFact(Source source, Ip ip, String dev, Optional<Mac> mac, String state) implements Fact {}

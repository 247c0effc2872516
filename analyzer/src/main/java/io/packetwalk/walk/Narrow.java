package io.packetwalk.walk;

import io.packetwalk.evidence.Source;

/**
 * A place of the way that carries packets up to a size.
 *
 * @param bytes largest IP packet of the flow that passes without being cut
 * @param silent true when larger ones vanish, false when the sender is told (RFC 1191)
 * @param what the place, for a reader
 * @param source where the size stands
 */
public record Narrow(int bytes, boolean silent, String what, Source source) {}

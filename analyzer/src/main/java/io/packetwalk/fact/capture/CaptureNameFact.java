package io.packetwalk.fact.capture;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;

/**
 * A name that a capture file has for an address: what the resolver of whoever wrote the file said, not something seen on the wire.
 *
 * @param source the capture
 * @param address the address
 * @param name its name
 */
public record CaptureNameFact(Source source, Ip address, String name) implements Fact {}

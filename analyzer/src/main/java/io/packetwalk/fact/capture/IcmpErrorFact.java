package io.packetwalk.fact.capture;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import java.time.Instant;

/**
 * An ICMP error with the packet it quotes.
 *
 * @param packet packet number
 * @param time when
 * @param v6 ICMPv6 numbering
 * @param type ICMP type
 * @param code ICMP code
 * @param sender who reports the error
 * @param receiver who is told
 * @param quoted tuple of the quoted packet
 * @param mtu next-hop MTU of a "too big" message, 0 otherwise
 */
public record IcmpErrorFact(
        long packet, Instant time, boolean v6, int type, int code, Ip sender, Ip receiver, FiveTuple quoted, int mtu) {}

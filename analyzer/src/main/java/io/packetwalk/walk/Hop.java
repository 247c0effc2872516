package io.packetwalk.walk;

import io.packetwalk.net.FiveTuple;

/**
 * The packet's header at one point of a walk.
 *
 * @param tuple protocol and both ends
 * @param mark packet mark
 * @param device interface it is on, may be empty
 */
public record Hop(FiveTuple tuple, long mark, String device) {}

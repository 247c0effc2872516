package io.packetwalk.fact;

/**
 * Packets and bytes counted since the counter was made.
 *
 * @param packets packets
 * @param bytes bytes
 */
public record Counters(long packets, long bytes) {}

package io.packetwalk.model;

import io.packetwalk.fact.system.KernelLogFact;

/**
 * A kernel log line and whose kernel said it. Container "nodes" share one kernel: a line may be about any of them.
 *
 * @param node node name, empty when the log could not be placed
 * @param line the line
 */
public record KernelLog(String node, KernelLogFact line) {}

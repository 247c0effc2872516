package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * Version of a tool on the node.
 *
 * @param source its line
 * @param program for example {@code iptables}
 * @param version for example {@code 1.8.9}
 * @param detail what stands in brackets, for example {@code nf_tables}; may be empty
 */
public record VersionFact(Source source, String program, String version, String detail) implements Fact {}

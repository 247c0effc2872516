package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * One ipset.
 *
 * @param source its line
 * @param name set name
 * @param type for example {@code hash:ip,port}
 * @param options {@code family inet}, {@code timeout 0} and the like
 */
public record SetFact(Source source, String name, String type, Map<String, String> options) implements Fact {}

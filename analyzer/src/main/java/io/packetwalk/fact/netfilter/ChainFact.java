package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;

/**
 * One {@code :CHAIN policy [packets:bytes]} line.
 *
 * @param source its line
 * @param family {@code ip} or {@code ip6}
 * @param backend who holds the rules
 * @param table table
 * @param name chain
 * @param policy {@code ACCEPT}, {@code DROP}, or {@code -} for a user chain
 * @param counters packets that met the policy
 */
public record ChainFact(
        Source source,
        String family,
        TableFact.Backend backend,
        String table,
        String name,
        String policy,
        Counters counters)
        implements Fact {}

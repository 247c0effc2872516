package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * A policy routing rule.
 *
 * @param source its line
 * @param priority order, lowest first
 * @param negated {@code not}
 * @param from source prefix, empty for all
 * @param to destination prefix, empty for all
 * @param iif input interface, may be empty
 * @param oif output interface, may be empty
 * @param mark fwmark, -1 when absent
 * @param mask fwmark mask, 0xffffffff when not printed
 * @param table table to look up, empty when the action is another
 * @param action {@code lookup}, {@code blackhole}, {@code unreachable}, {@code prohibit}, {@code goto N}, {@code nop}
 * @param unmodelled selectors that have no field here, as printed; the rule may or may not match
 */
public record RoutingRuleFact(
        Source source,
        int priority,
        boolean negated,
        Optional<Cidr> from,
        Optional<Cidr> to,
        String iif,
        String oif,
        long mark,
        long mask,
        String table,
        String action,
        List<String> unmodelled)
        implements Fact {}

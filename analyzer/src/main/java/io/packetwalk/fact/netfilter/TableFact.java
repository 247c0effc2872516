package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One {@code *table} of an iptables-save dump.
 *
 * @param source its line
 * @param family {@code ip} or {@code ip6}
 * @param backend who holds the rules in the kernel
 * @param name {@code filter}, {@code nat}, {@code mangle}, {@code raw}, {@code security}
 */
public record TableFact(Source source, String family, Backend backend, String name) implements Fact {

    /** The kernel facility behind an iptables binary. Both run when both are populated. */
    public enum Backend {
        LEGACY,
        NFT,
        /** Nobody's save: what {@code iptables -nvL} lists, for want of better. */
        LISTED,
        UNKNOWN
    }
}

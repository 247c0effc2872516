package io.packetwalk.model.rules;

/**
 * A chain that the kernel enters at a hook.
 *
 * @param hook where
 * @param priority order among the base chains of the hook, lowest first
 * @param type what it may do
 * @param table the table as a reader knows it, for example {@code nat} or {@code nat (legacy)}
 * @param chain its own rules
 * @param policy what happens at its end: Accept or Drop
 * @param chains the chains of the same table, for jumps
 */
public record BaseChain(Hook hook, int priority, Type type, String table, Chain chain, Action policy, Chains chains) {

    /** What a base chain may do. */
    public enum Type {
        FILTER,
        /** Sees only the first packet of a connection. */
        NAT,
        /** A changed mark or address makes the kernel look up the route again. */
        ROUTE
    }

    /** True when it changes no packet: no rules and an accepting policy. */
    public boolean idle() {
        return chain.empty() && policy instanceof Action.Accept;
    }
}

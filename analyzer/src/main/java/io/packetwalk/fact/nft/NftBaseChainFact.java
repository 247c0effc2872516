package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * Where the kernel enters a chain of an nft table.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param name chain
 * @param type {@code filter}, {@code nat} or {@code route}
 * @param hook {@code prerouting}, {@code input}, {@code forward}, {@code output}, {@code postrouting}, {@code ingress}, {@code egress}
 * @param priority as a number
 * @param policy {@code accept} or {@code drop}
 * @param devices devices of a {@code netdev} chain, or of an ingress chain; empty for all other chains
 */
public record NftBaseChainFact(
        Source source,
        String family,
        String table,
        String name,
        String type,
        String hook,
        int priority,
        String policy,
        List<String> devices)
        implements Fact {
    public NftBaseChainFact {
        devices = List.copyOf(devices);
    }
}

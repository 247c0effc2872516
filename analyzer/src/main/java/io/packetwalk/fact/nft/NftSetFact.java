package io.packetwalk.fact.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A named set or map.
 *
 * @param source its line
 * @param family table family
 * @param table table
 * @param name name
 * @param map true for a map
 * @param flags {@code interval}, {@code timeout}, {@code dynamic}, {@code constant}
 */
public record NftSetFact(Source source, String family, String table, String name, boolean map, List<String> flags)
        implements Fact {
    public NftSetFact {
        flags = List.copyOf(flags);
    }
}

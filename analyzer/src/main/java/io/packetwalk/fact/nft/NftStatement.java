package io.packetwalk.fact.nft;

import io.packetwalk.fact.Counters;
import java.util.List;
import java.util.Optional;

/** A statement of an nft rule (nft(8), "STATEMENTS"), the same from text and from JSON. They run from left to right. */
public sealed interface NftStatement {

    /**
     * {@code left op right}; the rule ends here unless it holds.
     *
     * @param operator {@code ==}, {@code !=}, {@code <}, {@code >}, {@code <=}, {@code >=}, {@code in}: at least one of the flags, or
     *     {@code !}: none of them
     */
    record Match(NftExpr left, String operator, NftExpr right) implements NftStatement {}

    /** A verdict. */
    record Decide(NftExpr.Verdict verdict) implements NftStatement {}

    /** {@code key vmap map}. */
    record VerdictMap(NftExpr key, NftExpr map) implements NftStatement {}

    /** {@code what set value}. */
    record Assign(NftExpr what, NftExpr value) implements NftStatement {}

    /**
     * A translation.
     *
     * @param kind {@code dnat}, {@code snat}, {@code masquerade}, {@code redirect}
     * @param address to where; a concatenation or a map of them holds the port, too
     * @param port port or ports
     * @param flags {@code random}, {@code fully-random}, {@code persistent}, {@code prefix}, ...
     */
    record Nat(String kind, Optional<NftExpr> address, Optional<NftExpr> port, List<String> flags)
            implements NftStatement {
        public Nat {
            flags = List.copyOf(flags);
        }
    }

    /** {@code reject with type code}; both empty when nothing is said. */
    record Reject(String type, String code) implements NftStatement {}

    /**
     * {@code add @set { key limit ... }}.
     *
     * @param operator {@code add}, {@code update} or {@code delete}
     * @param set its name
     * @param key what is put in
     * @param body statements of the element; the rule ends here unless they hold
     */
    record Update(String operator, String set, NftExpr key, List<NftStatement> body) implements NftStatement {
        public Update {
            body = List.copyOf(body);
        }
    }

    /** Packets and bytes that came this far. */
    record Count(Optional<Counters> counters) implements NftStatement {}

    /**
     * A statement that is told apart and looked at no further.
     *
     * @param kind {@code log}, {@code limit}, {@code quota}, {@code ct count}, {@code queue}, {@code tproxy}, {@code notrack}, {@code flow}, {@code dup},
     *     {@code fwd}, {@code synproxy}, {@code ct helper}, {@code xt match}, {@code xt target}, {@code last}, {@code reset}, ...
     * @param text all of it
     */
    record Plain(String kind, String text) implements NftStatement {}

    /** A statement that is not read. */
    record Other(String text) implements NftStatement {}
}

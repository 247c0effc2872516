package io.packetwalk.model.lower;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing a packet is compared by.
 *
 * @param needs what must hold before it can be looked at: nft makes {@code tcp dport} a match of the protocol as well, so that {@code tcp dport != 22} is false for UDP
 * @param key how tables look it up
 * @param is the condition that it has a value; empty when the value cannot be read
 * @param constant the value that {@link #key} finds it by; empty when it is not one
 * @param least smallest value, for {@code <} and {@code >}
 * @param most largest value
 * @param turns false when its negation holds no more than itself where it cannot be looked at
 */
record NftField(
        List<Cond> needs,
        Key key,
        Function<NftExpr, Optional<Cond>> is,
        Function<NftExpr, Optional<Object>> constant,
        long least,
        long most,
        boolean turns) {

    static NftField of(Function<NftExpr, Optional<Cond>> is, Cond... needs) {
        return new NftField(List.of(needs), Key.OTHER, is, value -> Optional.empty(), 0, -1, true);
    }

    NftField by(Key how, Function<NftExpr, Optional<Object>> value) {
        return new NftField(needs, how, is, value, least, most, turns);
    }

    NftField between(long from, long to) {
        return new NftField(needs, key, is, constant, from, to, turns);
    }

    NftField needing(List<Cond> conds) {
        return new NftField(conds, key, is, constant, least, most, turns);
    }

    NftField onlyWhereKnown() {
        return new NftField(needs, key, is, constant, least, most, false);
    }
}

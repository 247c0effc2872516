package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Field;
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
 * @param kind what becomes of values and operators beyond equality
 * @param field the number that masks and ranges are of, for {@link Kind#NUMBER}
 */
record NftField(
        List<Cond> needs,
        Key key,
        Function<NftExpr, Optional<Cond>> is,
        Function<NftExpr, Optional<Object>> constant,
        long least,
        long most,
        Kind kind,
        Optional<Field> field) {

    /** What a field is. */
    enum Kind {
        /** Compared by {@link #is}; where it has an order, between {@link #least} and {@link #most}. */
        PLAIN,
        /** A number. */
        NUMBER,
        /** Nobody says what it is: whatever is asked of it, it may be so or not. */
        SILENT,
        /** Packets of a walk do not carry it: it is neither equal nor unequal to anything. */
        ABSENT
    }

    static NftField of(Function<NftExpr, Optional<Cond>> is, Cond... needs) {
        return new NftField(
                List.of(needs), Key.OTHER, is, value -> Optional.empty(), 0, -1, Kind.PLAIN, Optional.empty());
    }

    NftField by(Key how, Function<NftExpr, Optional<Object>> value) {
        return new NftField(needs, how, is, value, least, most, kind, field);
    }

    NftField between(long from, long to) {
        return new NftField(needs, key, is, constant, from, to, kind, field);
    }

    NftField needing(List<Cond> conds) {
        return new NftField(conds, key, is, constant, least, most, kind, field);
    }

    /** A number with masks, ranges and an order. */
    NftField number(Field number) {
        return new NftField(needs, key, is, constant, 0, number.most(), Kind.NUMBER, Optional.of(number));
    }

    NftField silent() {
        return new NftField(needs, key, is, constant, least, most, Kind.SILENT, field);
    }

    NftField absent() {
        return new NftField(needs, key, is, constant, least, most, Kind.ABSENT, field);
    }
}

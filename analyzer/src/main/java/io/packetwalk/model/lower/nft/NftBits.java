package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import java.util.List;
import java.util.Optional;

/** Flags as bits. */
final class NftBits {

    private NftBits() {}

    /** TCP flags: {@code syn}, {@code syn | ack}, {@code 0}. */
    static Optional<Integer> tcp(NftExpr value) {
        List<String> names = value instanceof NftExpr.Flags flags
                ? flags.names()
                : NftFields.text(value).stream().toList();
        int bits = 0;
        for (String name : names) {
            Optional<Integer> bit = NftNames.tcpFlag(name.strip());
            if (bit.isEmpty()) {
                return Optional.empty();
            }
            bits |= bit.get();
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(bits);
    }
}

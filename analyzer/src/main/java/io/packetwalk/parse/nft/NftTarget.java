package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import java.util.Optional;

/** Where a translation goes, written as one word: {@code 10.0.0.1:80}, {@code 10.0.0.1-10.0.0.9:80-90}, {@code [2001:db8::1]:80}, {@code :80}. */
record NftTarget(Optional<NftExpr> address, Optional<NftExpr> port) {

    /** True for a word that is such a constant: it starts with a digit, a bracket or a colon, or is an IPv6 address. */
    static boolean literal(String word) {
        if (word.isEmpty()) {
            return false;
        }
        char first = word.charAt(0);
        return first >= '0' && first <= '9'
                || first == '['
                || first == ':' && word.length() > 1
                || word.indexOf(':') > 0 && word.indexOf(':') < word.lastIndexOf(':');
    }

    static NftTarget of(String word) {
        if (word.startsWith("[")) {
            int close = word.lastIndexOf(']');
            String address = (close < 0 ? word.substring(1) : word.substring(1, close)).replace("]-[", "-");
            String rest = close < 0 ? "" : word.substring(close + 1);
            return new NftTarget(
                    Optional.of(NftLiterals.of(address)),
                    rest.startsWith(":") ? Optional.of(NftLiterals.of(rest.substring(1))) : Optional.empty());
        }
        int colon = word.indexOf(':');
        if (colon == 0 && word.lastIndexOf(':') == 0) {
            return new NftTarget(Optional.empty(), Optional.of(NftLiterals.of(word.substring(1))));
        }
        if (colon > 0 && colon == word.lastIndexOf(':')) {
            return new NftTarget(
                    Optional.of(NftLiterals.of(word.substring(0, colon))),
                    Optional.of(NftLiterals.of(word.substring(colon + 1))));
        }
        return new NftTarget(Optional.of(NftLiterals.of(word)), Optional.empty());
    }
}

package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.parse.Numbers;
import java.util.OptionalLong;

/** Constants: {@code 10.0.0.0/8}, {@code 1024-2048}, {@code 0x00004000}, {@code "eth*"}, {@code echo-request}. */
final class NftLiterals {

    private NftLiterals() {}

    /** A word of nft text. */
    static NftExpr of(String word) {
        if (word.isEmpty() || word.charAt(0) == '"') {
            return new NftExpr.Literal(NftTokens.plain(word));
        }
        if (word.equals("*")) {
            return new NftExpr.Any();
        }
        int slash = word.indexOf('/');
        if (slash > 0 && numeric(word, 0, slash)) {
            OptionalLong length = Numbers.decimal(word, slash + 1, word.length());
            if (length.isPresent() && length.getAsLong() >= 0 && length.getAsLong() <= 128) {
                return new NftExpr.Prefix(word.substring(0, slash), (int) length.getAsLong());
            }
        }
        int dash = word.indexOf('-', 1);
        if (dash > 0 && dash + 1 < word.length() && numeric(word, 0, dash) && numeric(word, dash + 1, word.length())) {
            return new NftExpr.Range(number(word.substring(0, dash)), number(word.substring(dash + 1)));
        }
        return number(word);
    }

    /** A number in decimal, whatever its base; any other text as it is. */
    static NftExpr number(String text) {
        if (text.startsWith("0x")) {
            OptionalLong value = Numbers.hex(text.substring(2));
            return new NftExpr.Literal(value.isPresent() ? Long.toString(value.getAsLong()) : text);
        }
        return new NftExpr.Literal(text);
    }

    /** Starts with a digit, or has a colon as IPv6 and link layer addresses do. */
    private static boolean numeric(String word, int from, int to) {
        if (from >= to) {
            return false;
        }
        char first = word.charAt(from);
        if (first >= '0' && first <= '9') {
            return true;
        }
        int colon = word.indexOf(':', from);
        return colon >= 0 && colon < to;
    }
}

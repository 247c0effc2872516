package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Elements as kube-proxy writes them by the ten thousand: {@code 10.96.0.1 . tcp . 443 comment "default/kubernetes:https" : goto service-X}. What they say is what
 * {@link NftExpressions#element} reads; here it takes few steps, for the JVM has not compiled that reader yet when it meets them.
 */
final class PlainElement {

    private PlainElement() {}

    /** The element; empty when anything else stands in it. */
    static Optional<NftExpr.Element> of(List<String> words) {
        List<NftExpr> parts = new ArrayList<>(3);
        int at = 0;
        while (at < words.size() && constant(words.get(at))) {
            parts.add(new NftExpr.Literal(words.get(at)));
            at++;
            if (at == words.size() || !words.get(at).equals(".")) {
                break;
            }
            at++;
        }
        if (parts.isEmpty() || words.get(at - 1).equals(".")) {
            return Optional.empty();
        }
        if (at + 1 < words.size() && words.get(at).equals("comment")) {
            at += 2;
        }
        NftExpr key = parts.size() == 1 ? parts.getFirst() : new NftExpr.Concat(parts);
        return at == words.size()
                ? Optional.of(new NftExpr.Element(key, Optional.empty()))
                : verdict(words, at).map(data -> new NftExpr.Element(key, Optional.of(data)));
    }

    private static Optional<NftExpr> verdict(List<String> words, int colon) {
        int left = words.size() - colon - 2;
        if (left < 0 || !words.get(colon).equals(":")) {
            return Optional.empty();
        }
        String word = words.get(colon + 1);
        return switch (word) {
            case "goto", "jump" ->
                left == 1 ? Optional.of(new NftExpr.Verdict(word, NftTokens.plain(words.getLast()))) : Optional.empty();
            case "drop", "accept" -> left == 0 ? Optional.of(new NftExpr.Verdict(word, "")) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** An IPv4 address or a decimal number, or the name of a protocol that has ports. */
    private static boolean constant(String word) {
        for (int i = 0; i < word.length(); i++) {
            char sign = word.charAt(i);
            if ((sign < '0' || sign > '9') && (sign != '.' || i == 0)) {
                return word.equals("tcp") || word.equals("udp") || word.equals("sctp");
            }
        }
        return !word.isEmpty();
    }
}

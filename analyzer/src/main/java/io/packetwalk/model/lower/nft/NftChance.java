package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.rules.Cond;
import java.util.Optional;

/** Matches of numbers that are drawn: the share of them that holds. */
final class NftChance {

    private NftChance() {}

    /** {@code numgen random mod 10 < 3}, {@code numgen inc mod 2 == 0}. */
    static Optional<Cond> read(NftExpr.Spread spread, NftStatement.Match match) {
        if (spread.mod() < 1 || spread.mod() > 1 << 20 || spread.offset() < 0) {
            return Optional.empty();
        }
        long hits = 0;
        for (long i = spread.offset(); i < spread.offset() + spread.mod(); i++) {
            Optional<Boolean> holds = holds(i, match.operator(), match.right());
            if (holds.isEmpty()) {
                return Optional.empty();
            }
            hits += holds.get() ? 1 : 0;
        }
        return Optional.of(new Cond.Random((double) hits / spread.mod()));
    }

    private static Optional<Boolean> holds(long value, String operator, NftExpr right) {
        return switch (right) {
            case NftExpr.Literal literal ->
                NftNames.number(literal.text()).map(wanted -> switch (operator) {
                    case "!=" -> value != wanted;
                    case "<" -> value < wanted;
                    case ">" -> value > wanted;
                    case "<=" -> value <= wanted;
                    case ">=" -> value >= wanted;
                    default -> value == wanted;
                });
            case NftExpr.Range range ->
                NftFields.text(range.from())
                        .flatMap(NftNames::number)
                        .flatMap(from -> NftFields.text(range.to())
                                .flatMap(NftNames::number)
                                .map(to -> (value >= from && value <= to) != operator.equals("!=")));
            case NftExpr.Listed listed -> {
                boolean in = false;
                for (NftExpr.Element element : listed.elements()) {
                    Optional<Boolean> one = holds(value, "==", element.key());
                    if (one.isEmpty()) {
                        yield Optional.empty();
                    }
                    in |= one.get();
                }
                yield Optional.of(in != operator.equals("!="));
            }
            default -> Optional.empty();
        };
    }
}

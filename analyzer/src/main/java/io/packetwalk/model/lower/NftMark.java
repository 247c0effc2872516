package io.packetwalk.model.lower;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.rules.Action;
import java.util.List;
import java.util.Optional;

/**
 * A mark computed from a mark: {@code (base & keep) ^ toggle}. All of nft's and, or and exclusive or come to that; shifts do not.
 *
 * @param base {@code meta mark}, {@code ct mark}, or empty for a constant
 * @param keep bits of the base that stay
 * @param toggle what is turned around then
 */
record NftMark(String base, long keep, long toggle) {

    static Optional<NftMark> of(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Select select
            when select.what().equals("meta mark") || select.what().equals("ct mark") ->
                Optional.of(new NftMark(select.what(), Masked.ALL, 0));
            case NftExpr.Literal literal -> NftNames.number(literal.text()).map(value -> new NftMark("", 0, value));
            case NftExpr.Binary binary ->
                of(binary.left())
                        .flatMap(left -> of(binary.right()).flatMap(right -> left.with(binary.operator(), right)));
            default -> Optional.empty();
        };
    }

    private Optional<NftMark> with(String operator, NftMark other) {
        if (!other.base.isEmpty()) {
            // The constant may stand first.
            return base.isEmpty() && !operator.endsWith("<") && !operator.endsWith(">")
                    ? other.with(operator, this)
                    : Optional.empty();
        }
        long value = other.toggle;
        return switch (operator) {
            case "&" -> Optional.of(new NftMark(base, keep & value, toggle & value));
            case "|" -> Optional.of(new NftMark(base, keep & ~value, toggle & ~value | value));
            case "^" -> Optional.of(new NftMark(base, keep, toggle ^ value));
            case "<<" ->
                base.isEmpty() && value < 32
                        ? Optional.of(new NftMark("", 0, toggle << value & Masked.ALL))
                        : Optional.empty();
            case ">>" ->
                base.isEmpty() && value < 32 ? Optional.of(new NftMark("", 0, toggle >>> value)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The steps that give it to the packet's mark, or to the connection's. */
    List<Action> assign(boolean packet) {
        String own = packet ? "meta mark" : "ct mark";
        Action set = packet ? new Action.SetMark(keep, toggle) : new Action.SetConnMark(keep, toggle);
        if (base.isEmpty() || base.equals(own)) {
            return List.of(set);
        }
        Action copy = packet ? new Action.RestoreMark(keep, Masked.ALL) : new Action.SaveMark(Masked.ALL, keep);
        Action turn = packet ? new Action.SetMark(Masked.ALL, toggle) : new Action.SetConnMark(Masked.ALL, toggle);
        return toggle == 0 ? List.of(copy) : List.of(copy, turn);
    }
}

package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Action.Term;
import io.packetwalk.model.rules.Cond;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mark computed from marks: the exclusive or of its terms, each {@code (mark << shift) & keep}, and {@code toggle}. All of nft's and, or, exclusive or and shifts with
 * constants come to that, and an or of two marks whose bits do not meet.
 *
 * @param terms marks it is made of, none for a constant
 * @param toggle bits that are turned around then
 */
record NftMark(List<Term> terms, long toggle) {

    private static final int BITS = 32;

    NftMark {
        terms = List.copyOf(terms);
    }

    static Optional<NftMark> of(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Select select when select.what().equals("meta mark") -> Optional.of(mark(true));
            case NftExpr.Select select when select.what().equals("ct mark") -> Optional.of(mark(false));
            case NftExpr.Literal literal -> NftNames.number(literal.text()).map(value -> new NftMark(List.of(), value));
            case NftExpr.Binary binary ->
                of(binary.left())
                        .flatMap(left -> of(binary.right()).flatMap(right -> left.with(binary.operator(), right)));
            default -> Optional.empty();
        };
    }

    private static NftMark mark(boolean packet) {
        return new NftMark(List.of(new Term(packet, 0, Masked.ALL)), 0);
    }

    /** True when it asks for the mark of the connection. */
    boolean ofConnection() {
        return terms.stream().anyMatch(term -> !term.packet());
    }

    private Optional<NftMark> with(String operator, NftMark other) {
        if (!other.terms.isEmpty()) {
            // The constant may stand first.
            boolean turned = terms.isEmpty() && !operator.endsWith("<") && !operator.endsWith(">");
            return turned ? other.with(operator, this) : together(operator, other);
        }
        long value = other.toggle;
        return switch (operator) {
            case "&" -> Optional.of(kept(value).toggled(toggle & value));
            case "|" -> Optional.of(kept(~value).toggled(toggle & ~value | value));
            case "^" -> Optional.of(toggled(toggle ^ value));
            case "<<" -> value < BITS ? Optional.of(shifted((int) value)) : Optional.empty();
            case ">>" -> value < BITS ? Optional.of(shifted((int) -value)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<NftMark> together(String operator, NftMark other) {
        boolean apart = (bits() & other.bits()) == 0;
        if (!operator.equals("^") && !(operator.equals("|") && apart)) {
            return Optional.empty();
        }
        List<Term> all = new ArrayList<>(terms);
        all.addAll(other.terms);
        return Optional.of(new NftMark(all, toggle ^ other.toggle));
    }

    /** Bits that may be set. */
    private long bits() {
        return terms.stream().mapToLong(Term::keep).reduce(toggle, (one, more) -> one | more);
    }

    private NftMark kept(long mask) {
        return new NftMark(
                terms.stream()
                        .map(term -> new Term(term.packet(), term.shift(), term.keep() & mask))
                        .toList(),
                toggle);
    }

    private NftMark toggled(long bits) {
        return new NftMark(terms, bits);
    }

    private NftMark shifted(int by) {
        return new NftMark(
                terms.stream()
                        .map(term -> new Term(term.packet(), term.shift() + by, shifted(term.keep(), by)))
                        .toList(),
                shifted(toggle, by));
    }

    private static long shifted(long bits, int by) {
        return by < 0 ? bits >>> -by : bits << by & Masked.ALL;
    }

    /** That it is this number; empty for a constant and for more than one mark. */
    Optional<Cond> is(long value) {
        if (terms.size() != 1) {
            return Optional.empty();
        }
        // Where toggle and value differ, the mark must have the bit.
        Term term = terms.getFirst();
        long wanted = value ^ toggle;
        boolean possible = (wanted & ~term.keep()) == 0;
        long mask = shifted(term.keep(), -term.shift());
        long bits = shifted(wanted, -term.shift());
        boolean back = shifted(bits, term.shift()) == wanted;
        // No mark is 1 under an empty mask.
        return Optional.of(
                possible && back ? NftFields.mark(term.packet(), bits, mask) : NftFields.mark(term.packet(), 1, 0));
    }

    /** The steps that give it to the packet's mark, or to the connection's. */
    List<Action> assign(boolean packet) {
        boolean simple = terms.size() <= 1 && terms.stream().allMatch(term -> term.shift() == 0);
        if (!simple) {
            return List.of(new Action.Compute(packet, terms, toggle));
        }
        long keep = terms.isEmpty() ? 0 : terms.getFirst().keep();
        Action set = packet ? new Action.SetMark(keep, toggle) : new Action.SetConnMark(keep, toggle);
        if (terms.isEmpty() || terms.getFirst().packet() == packet) {
            return List.of(set);
        }
        Action copy = packet ? new Action.RestoreMark(keep, Masked.ALL) : new Action.SaveMark(Masked.ALL, keep);
        Action turn = packet ? new Action.SetMark(Masked.ALL, toggle) : new Action.SetConnMark(Masked.ALL, toggle);
        return toggle == 0 ? List.of(copy) : List.of(copy, turn);
    }
}

package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches that look at some bits of a field only. */
final class NftMasks {

    private NftMasks() {}

    /** {@code meta mark & 0x4000 == 0x4000}, {@code tcp flags & (syn | ack) == syn}, {@code ct state & (new | related) != 0}. */
    static Optional<List<Cond>> read(NftExpr.Binary left, NftStatement.Match match) {
        boolean negated = match.operator().equals("!=");
        boolean equality = negated || match.operator().equals("==");
        Optional<NftMark> mark = NftMark.of(left);
        Optional<Long> value = NftFields.text(match.right()).flatMap(NftNames::number);
        if (equality && mark.isPresent() && value.isPresent()) {
            Optional<Cond> equal = mark.get().is(value.get());
            if (equal.isPresent()) {
                return Optional.of(List.of(negated ? new Cond.Not(equal.get()) : equal.get()));
            }
        }
        if (!(left.left() instanceof NftExpr.Select select) || !left.operator().equals("&")) {
            return Optional.empty();
        }
        return switch (select.what()) {
            case "tcp flags" -> tcp(left.right(), match.right(), negated);
            case "ct state", "ct status" -> state(select.what(), left.right(), match.right(), negated);
            default -> masked(select.what(), left.right(), match);
        };
    }

    /** {@code ip frag-off & 0x1fff != 0}, {@code ip saddr & 0.0.0.255 < 0.0.0.127}. */
    private static Optional<List<Cond>> masked(String what, NftExpr mask, NftStatement.Match match) {
        Optional<NftField> field = NftFields.of(what);
        if (field.isEmpty()) {
            return Optional.empty();
        }
        if (field.get().kind() == NftField.Kind.SILENT) {
            return field.get()
                    .is()
                    .apply(match.right())
                    .map(cond -> NftConds.plus(field.get().needs(), cond));
        }
        Optional<Field> number = switch (what) {
            case "ip saddr" -> Optional.of(Field.SOURCE);
            case "ip daddr" -> Optional.of(Field.DESTINATION);
            default -> field.get().field();
        };
        boolean negated = match.operator().equals("!=");
        Optional<Cond> network = network(what, mask, match);
        if (network.isPresent()) {
            return network.map(cond -> NftConds.plus(field.get().needs(), negated ? new Cond.Not(cond) : cond));
        }
        Optional<Long> bits = bits(mask);
        Optional<List<Span>> spans = spans(match.operator(), match.right());
        return number.flatMap(of -> bits.flatMap(keep -> spans.map(wanted -> {
            Cond cond = new Cond.FieldIn(of, keep, wanted);
            return NftConds.plus(field.get().needs(), negated ? new Cond.Not(cond) : cond);
        })));
    }

    /** {@code ip saddr & 0xffff0000 == 0x0a000000} is a network. */
    private static Optional<Cond> network(String what, NftExpr mask, NftStatement.Match match) {
        Optional<Long> keep = bits(mask);
        Optional<Long> base = bits(match.right());
        boolean equality = match.operator().equals("==") || match.operator().equals("!=");
        if (!what.matches("ip [sd]addr") || !equality || keep.isEmpty() || base.isEmpty()) {
            return Optional.empty();
        }
        long host = ~keep.get() & 0xffff_ffffL;
        boolean prefix = (host & host + 1) == 0 && (base.get() & host) == 0;
        return prefix
                ? Optional.of(new Cond.Address(
                        what.equals("ip saddr") ? End.SRC : End.DST,
                        Ip.v4(base.get().intValue()),
                        Ip.v4((int) (base.get() | host))))
                : Optional.empty();
    }

    private static Optional<Long> bits(NftExpr value) {
        return NftFields.text(value)
                .flatMap(word -> NftNames.number(word)
                        .or(() -> Ip.parse(word).filter(ip -> !ip.v6()).map(Ip::lo)));
    }

    private static Optional<List<Span>> spans(String operator, NftExpr right) {
        if (right instanceof NftExpr.Listed listed) {
            List<Span> all = new ArrayList<>();
            for (NftExpr.Element element : listed.elements()) {
                Optional<List<Span>> some = spans("==", element.key());
                if (some.isEmpty()) {
                    return Optional.empty();
                }
                all.addAll(some.get());
            }
            return Optional.of(all);
        }
        if (right instanceof NftExpr.Range range) {
            return bits(range.from()).flatMap(from -> bits(range.to()).map(to -> List.of(new Span(from, to))));
        }
        return bits(right)
                .map(value -> List.of(
                        switch (operator) {
                            case "<" -> new Span(0, value - 1);
                            case "<=" -> new Span(0, value);
                            case ">" -> new Span(value + 1, Long.MAX_VALUE);
                            case ">=" -> new Span(value, Long.MAX_VALUE);
                            default -> Span.of(value);
                        }));
    }

    private static Optional<List<Cond>> tcp(NftExpr mask, NftExpr value, boolean negated) {
        Optional<Integer> bits = NftBits.tcp(mask);
        Cond proto = new Cond.ProtocolIs(Proto.TCP);
        if (value instanceof NftExpr.Listed listed) {
            // One of several combinations is the negation of none of them.
            List<Cond> none = new ArrayList<>();
            for (NftExpr.Element element : listed.elements()) {
                Optional<Integer> wanted = NftBits.tcp(element.key());
                if (bits.isEmpty() || wanted.isEmpty() || !negated) {
                    return Optional.empty();
                }
                none.add(new Cond.Not(new Cond.TcpFlags(bits.get(), wanted.get())));
            }
            none.addFirst(proto);
            return Optional.of(none);
        }
        return bits.flatMap(m -> NftBits.tcp(value).map(v -> {
            Cond cond = new Cond.TcpFlags(m, v);
            return List.of(proto, negated ? new Cond.Not(cond) : cond);
        }));
    }

    private static Optional<List<Cond>> state(String what, NftExpr mask, NftExpr value, boolean negated) {
        boolean zero = NftFields.text(value).filter(word -> word.equals("0")).isPresent();
        Optional<Cond> any = NftFields.of(what).flatMap(field -> field.is().apply(mask));
        return zero ? any.map(cond -> List.of(negated ? cond : new Cond.Not(cond))) : Optional.empty();
    }
}

package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.model.rules.Table;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches of nft rules as conditions. What cannot be read is one {@link Cond.Unmodelled} each. */
final class NftConds {

    private final NftTables tables;
    private final Source source;

    NftConds(NftTables tables, Source source) {
        this.tables = tables;
        this.source = source;
    }

    List<Cond> read(NftStatement.Match match) {
        return known(match).orElseGet(() -> List.of(unmodelled(match)));
    }

    private static Cond unmodelled(NftStatement.Match match) {
        return new Cond.Unmodelled(print(match.left()) + " " + match.operator() + " " + print(match.right()));
    }

    private Optional<List<Cond>> known(NftStatement.Match match) {
        return switch (match.left()) {
            case NftExpr.Spread spread -> chance(spread, match).map(List::of);
            case NftExpr.Binary binary -> bits(binary, match);
            case NftExpr.Select select -> fields(List.of(select), match);
            case NftExpr.Concat concat -> fields(concat.parts(), match);
            default -> Optional.empty();
        };
    }

    private Optional<List<Cond>> fields(List<NftExpr> parts, NftStatement.Match match) {
        Optional<List<NftField>> fields = fields(parts);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        List<Cond> needs = needs(fields.get());
        if (match.operator().equals("!")) {
            return none(fields.get(), match);
        }
        boolean negated = match.operator().equals("!=");
        if (!negated && !match.operator().equals("==") && !match.operator().equals("in")) {
            return ordered(fields.get(), match).map(cond -> plus(needs, cond));
        }
        Optional<Cond> cond = switch (match.right()) {
            case NftExpr.Named named -> Optional.of(new Cond.InTable(tables.set(named.name(), fields.get())));
            case NftExpr.Listed listed -> Optional.of(new Cond.InTable(tables.set(source, listed, fields.get())));
            default -> constant(fields.get(), match);
        };
        if (negated
                && match.left() instanceof NftExpr.Select(String what)
                && what.equals("ct state")
                && match.right() instanceof NftExpr.Flags flags
                && flags.names().size() > 1) {
            // Compared as a number, not as flags: the one bit of a state is never equal to two of them.
            return Optional.of(needs);
        }
        if (negated && fields.get().stream().anyMatch(field -> field.kind() == NftField.Kind.ABSENT)) {
            // Without the header the rule ends, whatever the sign (nft_exthdr.c).
            return Optional.of(plus(needs, new Cond.Absent(print(match.left()))));
        }
        return cond.map(is -> plus(needs, negated ? new Cond.Not(is) : is));
    }

    /** Unnamed fields make the whole unreadable. */
    static Optional<List<NftField>> fields(List<NftExpr> parts) {
        List<NftField> fields = new ArrayList<>();
        for (NftExpr part : parts) {
            Optional<NftField> field =
                    part instanceof NftExpr.Select select ? NftFields.of(select.what()) : Optional.empty();
            if (field.isEmpty()) {
                return Optional.empty();
            }
            fields.add(field.get());
        }
        return Optional.of(fields);
    }

    static List<Cond> needs(List<NftField> fields) {
        if (fields.size() == 1) {
            return fields.getFirst().needs();
        }
        List<Cond> needs = new ArrayList<>();
        for (NftField field : fields) {
            for (Cond need : field.needs()) {
                if (!needs.contains(need)) {
                    needs.add(need);
                }
            }
        }
        return needs;
    }

    private static List<Cond> plus(List<Cond> needs, Cond cond) {
        List<Cond> all = new ArrayList<>(needs);
        all.add(cond);
        return all;
    }

    private Optional<Cond> constant(List<NftField> fields, NftStatement.Match match) {
        NftExpr right = match.right();
        if (fields.size() > 1) {
            NftExpr.Element only = new NftExpr.Element(right, Optional.empty());
            Table<Boolean> table = tables.set(source, new NftExpr.Listed(List.of(only)), fields);
            return Optional.of(new Cond.InTable(table));
        }
        if (match.operator().equals("in")
                && match.left() instanceof NftExpr.Select select
                && select.what().equals("tcp flags")) {
            // At least one of the flags.
            return NftBits.tcp(right).map(bits -> new Cond.Not(new Cond.TcpFlags(bits, 0)));
        }
        return fields.getFirst().is().apply(right);
    }

    /** {@code tcp flags ! syn,ack}: none of the flags. */
    private Optional<List<Cond>> none(List<NftField> fields, NftStatement.Match match) {
        return constant(fields, new NftStatement.Match(match.left(), "in", match.right()))
                .map(any -> plus(needs(fields), new Cond.Not(any)));
    }

    private static Optional<Cond> ordered(List<NftField> fields, NftStatement.Match match) {
        NftField field = fields.getFirst();
        if (fields.size() == 1 && (field.kind() == NftField.Kind.SILENT || field.kind() == NftField.Kind.ABSENT)) {
            return field.is().apply(match.right());
        }
        Optional<Long> number = NftFields.text(match.right())
                .flatMap(word -> field.constant()
                        .apply(match.right())
                        .filter(Number.class::isInstance)
                        .map(value -> ((Number) value).longValue())
                        .or(() -> NftNames.number(word)));
        if (fields.size() != 1 || field.most() < 0 || number.isEmpty()) {
            return Optional.empty();
        }
        long value = number.get();
        long from = match.operator().equals(">") ? value + 1 : match.operator().equals(">=") ? value : field.least();
        long to = match.operator().equals("<") ? value - 1 : match.operator().equals("<=") ? value : field.most();
        return from > to ? Optional.empty() : field.is().apply(new NftExpr.Range(literal(from), literal(to)));
    }

    private static NftExpr literal(long value) {
        return new NftExpr.Literal(Long.toString(value));
    }

    /** {@code meta mark & 0x4000 == 0x4000}, {@code tcp flags & (syn | ack) == syn}, {@code ct state & (new | related) != 0}. */
    private Optional<List<Cond>> bits(NftExpr.Binary left, NftStatement.Match match) {
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
                    .map(cond -> plus(field.get().needs(), cond));
        }
        Optional<Field> number = switch (what) {
            case "ip saddr" -> Optional.of(Field.SOURCE);
            case "ip daddr" -> Optional.of(Field.DESTINATION);
            default -> field.get().field();
        };
        boolean negated = match.operator().equals("!=");
        Optional<Long> bits = bits(mask);
        Optional<List<Span>> spans = spans(match.operator(), match.right());
        return number.flatMap(of -> bits.flatMap(keep -> spans.map(wanted -> {
            Cond cond = new Cond.FieldIn(of, keep, wanted);
            return plus(field.get().needs(), negated ? new Cond.Not(cond) : cond);
        })));
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

    /** {@code numgen random mod 10 < 3}, {@code numgen inc mod 2 == 0}. */
    private static Optional<Cond> chance(NftExpr.Spread spread, NftStatement.Match match) {
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

    /** An expression for a reader. */
    static String print(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Literal literal -> literal.text();
            case NftExpr.Prefix prefix -> prefix.address() + "/" + prefix.length();
            case NftExpr.Range range -> print(range.from()) + "-" + print(range.to());
            case NftExpr.Select select -> select.what();
            case NftExpr.Spread spread -> spread.how() + " mod " + spread.mod();
            case NftExpr.Concat concat ->
                String.join(" . ", concat.parts().stream().map(NftConds::print).toList());
            case NftExpr.Flags flags -> String.join(",", flags.names());
            case NftExpr.Binary binary -> print(binary.left()) + " " + binary.operator() + " " + print(binary.right());
            case NftExpr.Named named -> "@" + named.name();
            case NftExpr.Listed listed ->
                listed.elements().size() > 4
                        ? "{ ... }"
                        : "{ "
                                + String.join(
                                        ", ",
                                        listed.elements().stream()
                                                .map(element -> print(element.key()))
                                                .toList())
                                + " }";
            case NftExpr.Mapped mapped -> print(mapped.key()) + " map " + print(mapped.map());
            case NftExpr.Verdict verdict -> (verdict.word() + " " + verdict.chain()).strip();
            case NftExpr.Any _a -> "*";
            case NftExpr.Other other -> other.text();
        };
    }
}

package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.model.rules.Table;
import java.util.ArrayList;
import java.util.Comparator;
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
            case NftExpr.Spread spread -> NftChance.read(spread, match).map(List::of);
            case NftExpr.Binary binary -> NftMasks.read(binary, match);
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
            case NftExpr.Listed listed ->
                Optional.of(echoes(match.left(), listed)
                        .orElseGet(() -> new Cond.InTable(tables.set(source, listed, fields.get()))));
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

    /** {@code icmp type { echo-reply, echo-request}} is what the identifier behind it needs anyway: said the same way, it is asked once. */
    private static Optional<Cond> echoes(NftExpr left, NftExpr.Listed listed) {
        if (!(left instanceof NftExpr.Select(String what)) || !what.startsWith("icmp") || !what.endsWith(" type")) {
            return Optional.empty();
        }
        List<Span> types = new ArrayList<>();
        for (NftExpr.Element element : listed.elements()) {
            NftFields.text(element.key())
                    .flatMap(word -> NftNames.icmpType(word, what.startsWith("icmpv6")))
                    .ifPresent(number -> types.add(Span.of(number)));
        }
        types.sort(Comparator.comparingLong(Span::from));
        return types.size() == listed.elements().size()
                ? Optional.of(new Cond.FieldIn(Field.ICMP_TYPE, Field.ICMP_TYPE.most(), types))
                : Optional.empty();
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

    static List<Cond> plus(List<Cond> needs, Cond cond) {
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

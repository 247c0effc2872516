package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import java.util.List;
import java.util.stream.Collectors;

/** Rules of JSON as a reader of nft knows them. */
final class NftText {

    private NftText() {}

    static String print(List<NftStatement> statements) {
        return statements.stream().map(NftText::statement).collect(Collectors.joining(" "));
    }

    private static String statement(NftStatement statement) {
        return switch (statement) {
            case NftStatement.Match match ->
                expr(match.left()) + (plain(match) ? " " : " " + match.operator() + " ") + expr(match.right());
            case NftStatement.Decide decide -> expr(decide.verdict());
            case NftStatement.VerdictMap map -> expr(map.key()) + " vmap " + expr(map.map());
            case NftStatement.Assign assign -> expr(assign.what()) + " set " + expr(assign.value());
            case NftStatement.Nat nat -> nat(nat);
            case NftStatement.Reject reject ->
                reject.type().isEmpty() ? "reject" : ("reject with " + reject.type() + " " + reject.code()).strip();
            case NftStatement.Update update ->
                update.operator() + " @" + update.set() + " { " + expr(update.key())
                        + (update.body().isEmpty() ? "" : " " + print(update.body())) + " }";
            case NftStatement.Count count ->
                count.counters()
                        .map(counters -> "counter packets " + counters.packets() + " bytes " + counters.bytes())
                        .orElse("counter");
            case NftStatement.Plain plain -> plain.text();
            case NftStatement.Other other -> other.text();
        };
    }

    private static boolean plain(NftStatement.Match match) {
        boolean simple = !(match.left() instanceof NftExpr.Binary);
        return match.operator().equals("in") || match.operator().equals("==") && simple;
    }

    private static String nat(NftStatement.Nat nat) {
        String to = nat.address().map(NftText::expr).orElse("")
                + nat.port().map(port -> ":" + expr(port)).orElse("");
        return nat.kind()
                + (to.isEmpty() ? "" : " to " + to)
                + (nat.flags().isEmpty() ? "" : " " + String.join(",", nat.flags()));
    }

    private static String expr(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Literal literal -> literal.text();
            case NftExpr.Prefix prefix -> prefix.address() + "/" + prefix.length();
            case NftExpr.Range range -> expr(range.from()) + "-" + expr(range.to());
            case NftExpr.Select select -> select.what();
            case NftExpr.Spread spread -> spread.how() + " mod " + spread.mod();
            case NftExpr.Concat concat ->
                concat.parts().stream().map(NftText::expr).collect(Collectors.joining(" . "));
            case NftExpr.Flags flags -> String.join(",", flags.names());
            case NftExpr.Binary binary -> expr(binary.left()) + " " + binary.operator() + " " + expr(binary.right());
            case NftExpr.Named named -> "@" + named.name();
            case NftExpr.Listed listed ->
                listed.elements().stream()
                        .map(element -> expr(element.key())
                                + element.data().map(data -> " : " + expr(data)).orElse(""))
                        .collect(Collectors.joining(", ", "{ ", " }"));
            case NftExpr.Mapped mapped -> expr(mapped.key()) + " map " + expr(mapped.map());
            case NftExpr.Verdict verdict -> (verdict.word() + " " + verdict.chain()).strip();
            case NftExpr.Any _a -> "*";
            case NftExpr.Other other -> other.text();
        };
    }
}

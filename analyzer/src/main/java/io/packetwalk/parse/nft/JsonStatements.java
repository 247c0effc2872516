package io.packetwalk.parse.nft;

import io.packetwalk.doc.Tree;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.parse.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements of {@code nft -j} (libnftables-json(5), "STATEMENTS"), as the text reader would give them. */
final class JsonStatements {

    private JsonStatements() {}

    static List<NftStatement> read(List<Tree> list) {
        List<NftStatement> statements = new ArrayList<>(list.size());
        for (Tree tree : list) {
            statements.add(read(tree));
        }
        return statements;
    }

    private static NftStatement read(Tree tree) {
        if (tree instanceof Tree.Scalar word) {
            return word(word.text());
        }
        if (!(tree instanceof Tree.Obj object) || object.fields().size() != 1) {
            return new NftStatement.Other(JsonExpressions.print(tree));
        }
        Map.Entry<String, Tree> only = object.fields().entrySet().iterator().next();
        String key = only.getKey();
        Tree value = only.getValue();
        return switch (key) {
            case "match" -> match(value);
            case "accept", "drop", "continue", "return", "jump", "goto" ->
                new NftStatement.Decide(new NftExpr.Verdict(key, JsonExpressions.text(value, "target")));
            case "vmap" ->
                new NftStatement.VerdictMap(
                        JsonExpressions.child(value, "key", 0), JsonExpressions.child(value, "data", 0));
            case "mangle" ->
                new NftStatement.Assign(
                        JsonExpressions.child(value, "key", 0), JsonExpressions.child(value, "value", 0));
            case "dnat", "snat", "masquerade", "redirect" -> nat(key, value);
            case "reject" -> reject(value);
            case "set", "map" -> update(value);
            case "meter" -> meter(value);
            case "counter" -> counter(value);
            case "xt" -> xt(value);
            case "log",
                    "queue",
                    "tproxy",
                    "notrack",
                    "flow",
                    "dup",
                    "fwd",
                    "synproxy",
                    "ct helper",
                    "ct timeout",
                    "ct expectation",
                    "ct count",
                    "limit",
                    "quota",
                    "last",
                    "reset",
                    "secmark" -> plain(key, value);
            default -> new NftStatement.Other(JsonExpressions.print(tree));
        };
    }

    /** Old releases print some statements as a bare word. */
    private static NftStatement word(String word) {
        return switch (word) {
            case "accept", "drop", "continue", "return" -> new NftStatement.Decide(new NftExpr.Verdict(word, ""));
            case "notrack", "log", "queue", "last" -> new NftStatement.Plain(word, word);
            case "masquerade", "redirect" -> new NftStatement.Nat(word, Optional.empty(), Optional.empty(), List.of());
            case "reject" -> new NftStatement.Reject("", "");
            case "counter" -> new NftStatement.Count(Optional.empty());
            default -> new NftStatement.Other(word);
        };
    }

    private static NftStatement match(Tree value) {
        NftExpr left = JsonExpressions.child(value, "left", 0);
        NftExpr right = JsonExpressions.child(value, "right", 0);
        String operator = JsonExpressions.text(value, "op");
        return new NftStatement.Match(left, operator.isEmpty() ? NftStatements.implied(left, right) : operator, right);
    }

    private static NftStatement nat(String kind, Tree value) {
        List<String> flags = new ArrayList<>();
        for (String name : List.of("flags", "type_flags")) {
            JsonExpressions.field(value, name).ifPresent(tree -> {
                if (tree instanceof Tree.Scalar one) {
                    flags.add(one.text());
                } else {
                    for (Tree flag : JsonExpressions.items(tree)) {
                        flags.add(JsonExpressions.print(flag));
                    }
                }
            });
        }
        return new NftStatement.Nat(
                kind,
                JsonExpressions.field(value, "addr").map(JsonExpressions::read),
                JsonExpressions.field(value, "port").map(JsonExpressions::read),
                flags);
    }

    private static NftStatement reject(Tree value) {
        return new NftStatement.Reject(JsonExpressions.text(value, "type"), JsonExpressions.text(value, "expr"));
    }

    private static NftStatement update(Tree value) {
        List<NftStatement> body = JsonExpressions.field(value, "stmt")
                .map(JsonExpressions::items)
                .map(JsonStatements::read)
                .orElse(List.of());
        String set = JsonExpressions.text(value, "set") + JsonExpressions.text(value, "map");
        return new NftStatement.Update(
                JsonExpressions.text(value, "op"),
                set.startsWith("@") ? set.substring(1) : set,
                JsonExpressions.child(value, "elem", 0),
                body);
    }

    private static NftStatement meter(Tree value) {
        List<NftStatement> body = JsonExpressions.field(value, "stmt")
                .map(tree -> read(tree instanceof Tree.Arr list ? list.items() : List.of(tree)))
                .orElse(List.of());
        return new NftStatement.Update(
                "add", JsonExpressions.text(value, "name"), JsonExpressions.child(value, "key", 0), body);
    }

    private static NftStatement counter(Tree value) {
        long packets = Numbers.decimal(JsonExpressions.text(value, "packets"), -1L);
        long bytes = Numbers.decimal(JsonExpressions.text(value, "bytes"), -1L);
        return new NftStatement.Count(
                packets < 0 || bytes < 0 ? Optional.empty() : Optional.of(new Counters(packets, bytes)));
    }

    private static NftStatement xt(Tree value) {
        String kind = JsonExpressions.text(value, "type");
        return new NftStatement.Plain("xt " + kind, "xt " + kind + " \"" + JsonExpressions.text(value, "name") + "\"");
    }

    private static NftStatement plain(String kind, Tree value) {
        if (value instanceof Tree.Scalar scalar && scalar.kind() == Tree.Kind.NULL) {
            return new NftStatement.Plain(kind, kind);
        }
        return new NftStatement.Plain(kind, kind + " " + JsonExpressions.print(value));
    }
}

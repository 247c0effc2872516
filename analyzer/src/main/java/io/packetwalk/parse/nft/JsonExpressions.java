package io.packetwalk.parse.nft;

import io.packetwalk.doc.Tree;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.parse.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Expressions of {@code nft -j} (libnftables-json(5), "EXPRESSIONS"), as the text reader would give them. */
final class JsonExpressions {

    private static final Set<String> OPERATORS = Set.of("|", "^", "&", "<<", ">>");
    private static final int DEEPEST = 64;

    private JsonExpressions() {}

    static NftExpr read(Tree tree) {
        return read(tree, 0);
    }

    private static NftExpr read(Tree tree, int depth) {
        if (depth > DEEPEST) {
            return new NftExpr.Other("nested too deep");
        }
        return switch (tree) {
            case Tree.Scalar scalar -> scalar(scalar);
            case Tree.Arr list -> flags(list, depth);
            case Tree.Obj object -> object(object, depth);
        };
    }

    private static NftExpr scalar(Tree.Scalar scalar) {
        String text = scalar.text();
        if (scalar.kind() == Tree.Kind.BOOLEAN) {
            return new NftExpr.Literal(text.equals("true") ? "exists" : "missing");
        }
        if (text.equals("*")) {
            return new NftExpr.Any();
        }
        return text.startsWith("@") ? new NftExpr.Named(text.substring(1)) : NftLiterals.number(text);
    }

    /** A bare list of names is a list of flags. */
    private static NftExpr flags(Tree.Arr list, int depth) {
        List<String> names = new ArrayList<>();
        for (Tree item : list.items()) {
            if (read(item, depth + 1) instanceof NftExpr.Literal literal) {
                names.add(literal.text());
            }
        }
        return new NftExpr.Flags(names);
    }

    private static NftExpr object(Tree.Obj object, int depth) {
        if (object.fields().size() != 1) {
            return new NftExpr.Other(print(object));
        }
        Map.Entry<String, Tree> only = object.fields().entrySet().iterator().next();
        String key = only.getKey();
        Tree value = only.getValue();
        if (OPERATORS.contains(key)) {
            return binary(key, items(value), depth);
        }
        return switch (key) {
            case "concat" ->
                new NftExpr.Concat(
                        items(value).stream().map(part -> read(part, depth + 1)).toList());
            case "set" -> listed(value, depth);
            case "map" -> new NftExpr.Mapped(child(value, "key", depth), child(value, "data", depth));
            case "prefix" -> prefix(value);
            case "range" -> range(items(value), depth);
            case "payload" -> payload(value);
            case "meta" -> meta(text(value, "key"));
            case "ct" -> ct(value);
            case "fib" -> fib(value);
            case "numgen" ->
                new NftExpr.Spread("numgen " + text(value, "mode"), number(value, "mod"), number(value, "offset"));
            case "jhash", "symhash" -> new NftExpr.Spread(key, number(value, "mod"), number(value, "offset"));
            case "elem" -> child(value, "val", depth);
            case "accept", "drop", "continue", "return" -> new NftExpr.Verdict(key, "");
            case "jump", "goto" -> new NftExpr.Verdict(key, text(value, "target"));
            case "exthdr" -> words("", value, "name", "field");
            case "tcp option", "ip option", "sctp chunk", "dccp option" -> option(key, value);
            case "rt" -> words("rt", value, "family", "key");
            case "socket" -> words("socket", value, "key", "level");
            case "osf" -> words("osf", value, "key");
            case "tunnel" -> words("tunnel", value, "key");
            case "ipsec" -> words("ipsec", value, "dir", "family", "key");
            default -> new NftExpr.Other(print(object));
        };
    }

    private static NftExpr binary(String operator, List<Tree> sides, int depth) {
        if (sides.size() < 2) {
            return new NftExpr.Other(operator);
        }
        NftExpr left = read(sides.getFirst(), depth + 1);
        for (Tree right : sides.subList(1, sides.size())) {
            left = NftExpressions.binary(operator, left, read(right, depth + 1));
        }
        return left;
    }

    /** Elements are keys, or pairs of key and data. */
    static NftExpr listed(Tree tree, int depth) {
        List<Tree> items = tree instanceof Tree.Arr list ? list.items() : List.of(tree);
        List<NftExpr.Element> elements = new ArrayList<>(items.size());
        for (Tree item : items) {
            elements.add(element(item, depth));
        }
        return new NftExpr.Listed(elements);
    }

    static NftExpr.Element element(Tree item, int depth) {
        if (item instanceof Tree.Arr pair && pair.items().size() == 2) {
            return new NftExpr.Element(
                    read(pair.items().getFirst(), depth + 1),
                    Optional.of(read(pair.items().get(1), depth + 1)));
        }
        return new NftExpr.Element(read(item, depth + 1), Optional.empty());
    }

    private static NftExpr prefix(Tree value) {
        long length = number(value, "len");
        String address = text(value, "addr");
        return address.isEmpty() || length < 0 || length > 128
                ? new NftExpr.Other(print(value))
                : new NftExpr.Prefix(address, (int) length);
    }

    private static NftExpr range(List<Tree> ends, int depth) {
        return ends.size() == 2
                ? new NftExpr.Range(read(ends.getFirst(), depth + 1), read(ends.get(1), depth + 1))
                : new NftExpr.Other("range");
    }

    private static NftExpr payload(Tree value) {
        String base = text(value, "base");
        if (!base.isEmpty()) {
            return new NftExpr.Select("@" + base + "," + text(value, "offset") + "," + text(value, "len"));
        }
        String tunnel = text(value, "tunnel");
        String protocol = text(value, "protocol");
        String field = text(value, "field");
        return tunnel.isEmpty()
                ? NftSelectors.field(protocol, field).orElseGet(() -> new NftExpr.Select(protocol + " " + field))
                : new NftExpr.Select(tunnel + " " + protocol + " " + field);
    }

    private static NftExpr meta(String key) {
        return NftSelectors.meta(key).orElseGet(() -> new NftExpr.Select("meta " + key));
    }

    private static NftExpr ct(Tree value) {
        String key = text(value, "key");
        String direction = text(value, "dir");
        if (direction.isEmpty()) {
            return NftSelectors.ct(key).orElseGet(() -> new NftExpr.Select("ct " + key));
        }
        String family = text(value, "family");
        return new NftExpr.Select("ct " + direction + " " + (family.isEmpty() ? "" : family + " ") + key);
    }

    private static NftExpr fib(Tree value) {
        Tree flags = field(value, "flags").orElse(value);
        List<String> names = flags instanceof Tree.Scalar one
                ? List.of(one.text())
                : items(flags).stream()
                        .flatMap(flag -> flag instanceof Tree.Scalar name ? Stream.of(name.text()) : Stream.empty())
                        .toList();
        return new NftExpr.Select("fib " + String.join(" . ", names) + " " + text(value, "result"));
    }

    private static NftExpr option(String key, Tree value) {
        String base = text(value, "base");
        return base.isEmpty()
                ? words(key, value, "name", "field")
                : new NftExpr.Select(key + " @" + base + "," + text(value, "offset") + "," + text(value, "len"));
    }

    private static NftExpr words(String first, Tree value, String... names) {
        StringBuilder text = new StringBuilder(first);
        for (String name : names) {
            String word = text(value, name);
            text.append(text.isEmpty() || word.isEmpty() ? "" : " ").append(word);
        }
        return new NftExpr.Select(text.toString());
    }

    static NftExpr child(Tree tree, String name, int depth) {
        return field(tree, name).map(value -> read(value, depth + 1)).orElseGet(() -> new NftExpr.Other("no " + name));
    }

    static Optional<Tree> field(Tree tree, String name) {
        return tree instanceof Tree.Obj object
                ? Optional.ofNullable(object.fields().get(name))
                : Optional.empty();
    }

    static List<Tree> items(Tree tree) {
        return tree instanceof Tree.Arr list ? list.items() : List.of();
    }

    static String text(Tree tree, String name) {
        return field(tree, name)
                .map(value ->
                        value instanceof Tree.Scalar scalar && scalar.kind() != Tree.Kind.NULL ? scalar.text() : "")
                .orElse("");
    }

    private static long number(Tree tree, String name) {
        String text = text(tree, name);
        return text.isEmpty() ? 0 : Numbers.decimal(text, -1L);
    }

    /** JSON again, for what is not read; cut where it gets long. */
    static String print(Tree tree) {
        StringBuilder text = new StringBuilder();
        print(tree, text);
        return text.length() > 200 ? text.substring(0, 200) + "..." : text.toString();
    }

    private static void print(Tree tree, StringBuilder text) {
        if (text.length() > 200) {
            return;
        }
        switch (tree) {
            case Tree.Scalar scalar -> text.append(scalar.text());
            case Tree.Arr list -> {
                text.append('[');
                String between = "";
                for (Tree item : list.items()) {
                    text.append(between);
                    print(item, text);
                    between = ", ";
                }
                text.append(']');
            }
            case Tree.Obj object -> {
                String between = "";
                for (Map.Entry<String, Tree> field : object.fields().entrySet()) {
                    text.append(between).append(field.getKey()).append(' ');
                    print(field.getValue(), text);
                    between = " ";
                }
            }
        }
    }
}

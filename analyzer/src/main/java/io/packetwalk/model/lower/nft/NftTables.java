package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Key;
import io.packetwalk.model.rules.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Sets and maps of one nft table. The elements of a dumped set with {@code flags timeout} or {@code dynamic} are its state: kube-proxy's session affinity is kept there.
 */
public final class NftTables {

    /** Elements of the table's sets by name; a set without elements has an empty list. */
    private final Map<String, List<NftElementFact>> elements;

    /** Lowered when a first rule asks; rules of several chains may be lowered at a time. */
    private final Map<String, Table<Boolean>> sets = new ConcurrentHashMap<>();

    /** The sets and maps of a table, given the elements of each by name. */
    public NftTables(Map<String, List<NftElementFact>> elements) {
        this.elements = elements;
    }

    /** A named set, looked up by these fields; incomplete when it was not dumped. */
    Table<Boolean> set(String name, List<NftField> fields) {
        List<Key> keys = fields.stream().map(NftField::key).toList();
        boolean shared = !keys.contains(Key.OTHER);
        if (!shared) {
            return build("@" + name, name, fields, data -> Optional.of(true));
        }
        return sets.computeIfAbsent(name + keys, key -> build("@" + name, name, fields, data -> Optional.of(true)));
    }

    /** A set within a rule. */
    Table<Boolean> set(Source source, NftExpr.Listed listed, List<NftField> fields) {
        return build(source, listed, fields, data -> Optional.of(true));
    }

    /** A map; {@code value} reads its data, and an element whose data cannot be read makes the map incomplete. */
    <T> Table<T> map(
            Source source, NftExpr map, List<NftField> fields, Function<Optional<NftExpr>, Optional<T>> value) {
        return switch (map) {
            case NftExpr.Named named -> build("@" + named.name(), named.name(), fields, value);
            case NftExpr.Listed listed -> build(source, listed, fields, value);
            default -> {
                Table.Builder<T> nothing = new Table.Builder<>(NftConds.print(map), keys(fields));
                nothing.incomplete();
                yield nothing.build();
            }
        };
    }

    /** An element and its place. */
    record Pair(Source source, NftExpr.Element element) {}

    /** The elements of a map; none when it was not dumped. */
    List<Pair> pairs(Source source, NftExpr map) {
        return switch (map) {
            case NftExpr.Named named ->
                elements.getOrDefault(named.name(), List.of()).stream()
                        .map(fact -> new Pair(fact.source(), fact.element()))
                        .toList();
            case NftExpr.Listed listed ->
                listed.elements().stream()
                        .map(element -> new Pair(source, element))
                        .toList();
            default -> List.of();
        };
    }

    private <T> Table<T> build(
            String title, String name, List<NftField> fields, Function<Optional<NftExpr>, Optional<T>> value) {
        Table.Builder<T> builder = new Table.Builder<>(title, keys(fields));
        List<NftElementFact> own = elements.get(name);
        if (own == null) {
            builder.incomplete();
            return builder.build();
        }
        for (NftElementFact fact : own) {
            add(builder, fact.source(), fact.element(), fields, value);
        }
        return builder.build();
    }

    private static <T> Table<T> build(
            Source source,
            NftExpr.Listed listed,
            List<NftField> fields,
            Function<Optional<NftExpr>, Optional<T>> value) {
        Table.Builder<T> builder = new Table.Builder<>(NftConds.print(listed), keys(fields));
        for (NftExpr.Element element : listed.elements()) {
            add(builder, source, element, fields, value);
        }
        return builder.build();
    }

    private static List<Key> keys(List<NftField> fields) {
        return fields.stream().map(NftField::key).toList();
    }

    private static <T> void add(
            Table.Builder<T> builder,
            Source source,
            NftExpr.Element element,
            List<NftField> fields,
            Function<Optional<NftExpr>, Optional<T>> value) {
        Optional<T> data = value.apply(element.data());
        if (data.isEmpty()) {
            builder.incomplete();
            return;
        }
        if (element.key() instanceof NftExpr.Any) {
            builder.any(new Table.Entry<>(source, List.of(), data.get()));
            return;
        }
        List<NftExpr> parts = element.key() instanceof NftExpr.Concat concat ? concat.parts() : List.of(element.key());
        if (parts.size() != fields.size()) {
            builder.incomplete();
            return;
        }
        List<Cond> conds = new ArrayList<>(parts.size());
        List<Object> constants = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Optional<Cond> cond = parts.get(i) instanceof NftExpr.Any
                    ? Optional.of(new Cond.Not(new Cond.Fragment()))
                    : fields.get(i).is().apply(parts.get(i));
            if (cond.isEmpty()) {
                builder.incomplete();
                return;
            }
            conds.add(cond.get());
            fields.get(i).constant().apply(parts.get(i)).ifPresent(constants::add);
        }
        Table.Entry<T> entry = new Table.Entry<>(source, conds, data.get());
        if (constants.size() == parts.size()) {
            builder.exact(constants, entry);
        } else {
            builder.other(entry);
        }
    }
}

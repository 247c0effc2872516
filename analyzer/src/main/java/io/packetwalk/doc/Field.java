package io.packetwalk.doc;

import io.packetwalk.evidence.Ternary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link Tree}, present or not: {@code root.at("spec", "ports")}.
 *
 * <p>Never null and never throws. What is missing, {@code null} or of another type reads as absent; another type is told to the
 * {@link Oddity} consumer given to {@link #root}, because "no ports" and "ports that we could not read" are two answers.
 */
public final class Field {

    private final @Nullable Tree tree;
    private final long line;
    private final @Nullable Field parent;
    private final String step;
    private final Consumer<Oddity> oddities;

    private Field(@Nullable Tree tree, long line, @Nullable Field parent, String step, Consumer<Oddity> oddities) {
        this.tree = tree instanceof Tree.Scalar scalar && scalar.kind() == Tree.Kind.NULL ? null : tree;
        this.line = line;
        this.parent = parent;
        this.step = step;
        this.oddities = oddities;
    }

    /** The top of a document. */
    public static Field root(Tree tree, Consumer<Oddity> oddities) {
        return new Field(tree, tree.line(), null, "", oddities);
    }

    /** The field below, step by step. */
    public Field at(String... names) {
        Field place = this;
        for (String name : names) {
            place = place.below(name);
        }
        return place;
    }

    private Field below(String name) {
        if (tree instanceof Tree.Obj object) {
            Tree value = object.fields().get(name);
            return new Field(value, value == null ? line : value.line(), this, name, oddities);
        }
        if (tree != null) {
            odd("an object");
        }
        return new Field(null, line, this, name, oddities);
    }

    /** False when it is missing, or {@code null}. */
    public boolean present() {
        return tree != null;
    }

    /** Its line; the line of the nearest place above that exists when it is absent. */
    public long line() {
        return line;
    }

    /** Where it is, for example {@code spec.ports[0].port}; empty text for the top. */
    public String path() {
        if (parent == null) {
            return step;
        }
        String above = parent.path();
        return above.isEmpty() || step.startsWith("[") ? above + step : above + "." + step;
    }

    /** Says that the value is not what a reader expects. */
    public void odd(String expected) {
        oddities.accept(new Oddity(line, path(), expected));
    }

    /** The scalar itself, with its type. */
    public Optional<Tree.Scalar> scalar() {
        if (tree instanceof Tree.Scalar scalar) {
            return Optional.of(scalar);
        }
        if (tree != null) {
            odd("a single value");
        }
        return Optional.empty();
    }

    /** Text of any scalar, numbers and booleans as they print. */
    public Optional<String> text() {
        return scalar().map(Tree.Scalar::text);
    }

    /** Text of any scalar, or {@code other}. */
    public String text(String other) {
        return text().orElse(other);
    }

    /** An integer; a text that is a decimal integer counts as one. */
    public Optional<Long> integer() {
        Optional<Tree.Scalar> scalar = scalar();
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(scalar.get().text()));
        } catch (NumberFormatException notANumber) {
            odd("an integer");
            return Optional.empty();
        }
    }

    /** An integer that fits 32 bits, or {@code other}. */
    public int integer(int other) {
        Optional<Long> value = integer();
        if (value.isEmpty()) {
            return other;
        }
        long number = value.get();
        if (number != (int) number) {
            odd("a 32-bit integer");
            return other;
        }
        return (int) number;
    }

    /** A boolean, UNKNOWN when absent. */
    public Ternary flag() {
        Optional<Tree.Scalar> scalar = scalar();
        if (scalar.isEmpty()) {
            return Ternary.UNKNOWN;
        }
        if (scalar.get().kind() != Tree.Kind.BOOLEAN) {
            odd("true or false");
            return Ternary.UNKNOWN;
        }
        return Ternary.of(scalar.get().text().equals("true"));
    }

    /** A boolean, or {@code other}. */
    public boolean flag(boolean other) {
        Ternary value = flag();
        return value.unknown() ? other : value.yes();
    }

    /** The items of a list; none when absent. */
    public List<Field> items() {
        if (tree instanceof Tree.Arr list) {
            List<Field> items = new ArrayList<>(list.items().size());
            for (Tree item : list.items()) {
                items.add(new Field(item, item.line(), this, "[" + items.size() + "]", oddities));
            }
            return items;
        }
        if (tree != null) {
            odd("a list");
        }
        return List.of();
    }

    /** The fields of an object in file order; none when absent. */
    public Map<String, Field> fields() {
        if (tree instanceof Tree.Obj object) {
            Map<String, Field> fields = new LinkedHashMap<>();
            object.fields()
                    .forEach((name, value) -> fields.put(name, new Field(value, value.line(), this, name, oddities)));
            return fields;
        }
        if (tree != null) {
            odd("an object");
        }
        return Map.of();
    }

    /** A list of scalars. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Field item : items()) {
            item.text().ifPresent(texts::add);
        }
        return List.copyOf(texts);
    }

    /** An object of scalars in file order, {@code null} values as empty text (as the API server reads them). */
    public Map<String, String> textMap() {
        Map<String, String> texts = new LinkedHashMap<>();
        fields().forEach((name, value) -> texts.put(name, value.text("")));
        return Collections.unmodifiableMap(texts);
    }

    /** The value itself; empty when absent. */
    public Optional<Tree> tree() {
        return Optional.ofNullable(tree);
    }

    @Override
    public String toString() {
        return path() + (present() ? "" : " (absent)") + " at line " + line;
    }
}

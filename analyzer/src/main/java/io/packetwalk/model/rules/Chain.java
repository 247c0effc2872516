package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chain. A cluster has 100,000 of them and a packet visits ten: its rules are lowered when a first packet comes, and kept.
 *
 * <p>Two chains are the same only when they are one object.
 */
public final class Chain {

    private final Source source;
    private final String name;
    private final boolean empty;
    private @Nullable Supplier<List<Rule>> maker;
    private volatile @Nullable Body body;

    private record Body(List<Rule> rules, RuleIndex index) {}

    private Chain(Source source, String name, boolean empty, Supplier<List<Rule>> maker) {
        this.source = source;
        this.name = name;
        this.empty = empty;
        this.maker = maker;
    }

    public static Chain of(Source source, String name, List<Rule> rules) {
        List<Rule> fixed = List.copyOf(rules);
        return new Chain(source, name, fixed.isEmpty(), () -> fixed);
    }

    /** A chain with rules, which {@code maker} gives when they are asked for, once. */
    public static Chain later(Source source, String name, Supplier<List<Rule>> maker) {
        return new Chain(source, name, false, maker);
    }

    /** Where it is declared. */
    public Source source() {
        return source;
    }

    public String name() {
        return name;
    }

    /** True when it has no rules; asks for none. */
    public boolean empty() {
        return empty;
    }

    /** Its rules in order. */
    public List<Rule> rules() {
        return body().rules;
    }

    /** Finds the rules that can match a packet. */
    public RuleIndex index() {
        return body().index;
    }

    private Body body() {
        Body known = body;
        return known != null ? known : made();
    }

    private synchronized Body made() {
        Body known = body;
        if (known != null) {
            return known;
        }
        Supplier<List<Rule>> from = maker;
        List<Rule> rules = from == null ? List.of() : List.copyOf(from.get());
        Body fresh = new Body(rules, RuleIndex.of(rules));
        body = fresh;
        maker = null;
        return fresh;
    }

    @Override
    public String toString() {
        return name;
    }
}

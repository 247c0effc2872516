package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
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
    private @Nullable Supplier<Body> maker;
    private volatile @Nullable Body body;

    private record Body(List<Rule> rules, RuleIndex index) {}

    private Chain(Source source, String name, boolean empty, Supplier<Body> maker) {
        this.source = source;
        this.name = name;
        this.empty = empty;
        this.maker = maker;
    }

    public static Chain of(Source source, String name, List<Rule> rules) {
        List<Rule> fixed = List.copyOf(rules);
        return new Chain(source, name, fixed.isEmpty(), () -> body(fixed));
    }

    /** A chain with rules, which {@code maker} gives when they are asked for, once. */
    public static Chain later(Source source, String name, Supplier<List<Rule>> maker) {
        return new Chain(source, name, false, () -> body(List.copyOf(maker.get())));
    }

    /**
     * A chain with thousands of rules, of which a packet meets a few: each is lowered when it is asked for.
     *
     * @param count how many there are
     * @param lower gives a rule, the same whenever it is asked for it
     * @param destination the one address that a rule asks of a packet's destination, when that is known without lowering it
     */
    public static Chain large(
            Source source, String name, int count, IntFunction<Rule> lower, IntFunction<Optional<Ip>> destination) {
        return new Chain(source, name, false, () -> {
            List<Rule> rules = new LateRules(count, lower);
            return new Body(rules, RuleIndex.of(rules, destination));
        });
    }

    private static Body body(List<Rule> rules) {
        return new Body(rules, RuleIndex.of(rules, row -> Optional.empty()));
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
        Supplier<Body> from = maker;
        Body fresh = from == null ? body(List.of()) : from.get();
        body = fresh;
        maker = null;
        return fresh;
    }

    @Override
    public String toString() {
        return name;
    }
}

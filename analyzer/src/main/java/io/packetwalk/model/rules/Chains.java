package io.packetwalk.model.rules;

import io.packetwalk.evidence.Source;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The chains of one table by name, each made when a first rule jumps there: a large table has 100,000 of them. */
public final class Chains {

    public static final Chains NONE = new Chains(Set.of(), name -> Chain.of(Source.whole(""), name, List.of()));

    private final Set<String> names;
    private final Function<String, Chain> maker;
    private final Map<String, Chain> made = new ConcurrentHashMap<>();

    /** @param maker makes a chain of one of these names, once */
    public Chains(Set<String> names, Function<String, Chain> maker) {
        this.names = Collections.unmodifiableSet(names);
        this.maker = maker;
    }

    public Set<String> names() {
        return names;
    }

    public Optional<Chain> get(String name) {
        Chain known = made.get(name);
        return known != null
                ? Optional.of(known)
                : names.contains(name) ? Optional.of(made.computeIfAbsent(name, maker)) : Optional.empty();
    }
}

package io.packetwalk.model.rules;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All packet rules of one network namespace and one address family, in the order the kernel runs them. Two programs are the same only when they are one object. */
public final class Program {

    public static final Program EMPTY = new Program(List.of(), Map.of(), List.of());

    private final Map<Hook, List<BaseChain>> busy = new EnumMap<>(Hook.class);
    private final List<BaseChain> baseChains;
    private final Map<String, AddressSet> sets;
    private final List<Gap> gaps;

    /**
     * A program.
     *
     * @param baseChains in any order
     * @param sets address sets by name
     * @param gaps rules that may exist and were not dumped
     */
    public Program(List<BaseChain> baseChains, Map<String, AddressSet> sets, List<Gap> gaps) {
        this.baseChains = baseChains.stream()
                .sorted(Comparator.comparing(BaseChain::hook)
                        .thenComparing(BaseChain::priority)
                        .thenComparing(BaseChain::table))
                .toList();
        this.sets = Map.copyOf(sets);
        this.gaps = List.copyOf(gaps);
        for (Hook hook : Hook.values()) {
            busy.put(
                    hook,
                    this.baseChains.stream()
                            .filter(base -> base.hook() == hook && !base.idle())
                            .toList());
        }
    }

    /** Ordered by hook, priority and table. */
    public List<BaseChain> baseChains() {
        return baseChains;
    }

    /** Rules that may exist and were not dumped. */
    public List<Gap> gaps() {
        return gaps;
    }

    /** Base chains of a hook that do anything, in order. */
    public List<BaseChain> at(Hook hook) {
        return busy.getOrDefault(hook, List.of());
    }

    public Optional<AddressSet> set(String name) {
        return Optional.ofNullable(sets.get(name));
    }
}

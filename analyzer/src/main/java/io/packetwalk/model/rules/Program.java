package io.packetwalk.model.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All packet rules of one network namespace and one address family, in the order the kernel runs them.
 *
 * @param baseChains ordered by hook, priority and table
 * @param sets address sets by name
 * @param gaps rules that may exist and were not dumped
 */
public record Program(List<BaseChain> baseChains, Map<String, AddressSet> sets, List<Gap> gaps) {

    public static final Program EMPTY = new Program(List.of(), Map.of(), List.of());

    public Program {
        baseChains = baseChains.stream()
                .sorted(Comparator.comparing(BaseChain::hook)
                        .thenComparing(BaseChain::priority)
                        .thenComparing(BaseChain::table))
                .toList();
        sets = Map.copyOf(sets);
        gaps = List.copyOf(gaps);
    }

    /** Base chains of a hook that do anything, in order. */
    public List<BaseChain> at(Hook hook) {
        return baseChains.stream()
                .filter(base -> base.hook() == hook && !base.idle())
                .toList();
    }

    public Optional<AddressSet> set(String name) {
        return Optional.ofNullable(sets.get(name));
    }
}

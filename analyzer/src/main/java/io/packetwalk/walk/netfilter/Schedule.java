package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The order of a hook's base chains, worked out once: packets are many.
 *
 * @param places from the first to the last
 */
record Schedule(List<Place> places) {

    static final int TRACKING = -200;
    static final int DST_NAT = -100;
    static final int SRC_NAT = 100;

    /** From here on chains are those of devices that give a packet out (NftDevices). */
    static final int EGRESS = Integer.MAX_VALUE - 200_000_000;

    /**
     * What runs at one place.
     *
     * @param priority the place
     * @param stages base chains of one priority each
     * @param otherwise the order that is as possible, when nat chains and others stand at one priority; else empty
     * @param others those that are no nat chains
     */
    record Place(
            int priority, List<List<BaseChain>> stages, List<List<BaseChain>> otherwise, List<List<BaseChain>> others) {
        /** A base chain that may run before the nat chains or behind them. */
        BaseChain disputed() {
            return others.getFirst().getFirst();
        }
    }

    /** nat chains of any priority run at NAT's own place among the others; their priority orders them among themselves (nf_nat_core.c, nf_nat_register_fn). */
    static Schedule of(Program program, Hook hook) {
        boolean entry = hook == Hook.PREROUTING || hook == Hook.OUTPUT;
        boolean exit = hook == Hook.POSTROUTING || hook == Hook.INPUT;
        TreeMap<Integer, TreeMap<Integer, List<BaseChain>>> places = new TreeMap<>();
        for (BaseChain base : program.at(hook)) {
            int place = base.type() == BaseChain.Type.NAT ? entry ? DST_NAT : SRC_NAT : base.priority();
            places.computeIfAbsent(place, key -> new TreeMap<>())
                    .computeIfAbsent(base.priority(), key -> new ArrayList<>())
                    .add(base);
        }
        if (entry) {
            places.putIfAbsent(TRACKING, new TreeMap<>());
        }
        if (entry || exit) {
            places.putIfAbsent(entry ? DST_NAT : SRC_NAT, new TreeMap<>());
        }
        List<Place> ordered = new ArrayList<>();
        places.forEach((priority, stages) -> ordered.add(place(priority, stages.values())));
        return new Schedule(List.copyOf(ordered));
    }

    /** The nat chains of a place come before or after the other chains of exactly its priority: the kernel keeps the order they were made in. */
    private static Place place(int priority, Collection<List<BaseChain>> stages) {
        List<List<BaseChain>> nat = of(stages, true);
        List<List<BaseChain>> others = of(stages, false);
        boolean split = stages.size() > 1 && !nat.isEmpty() && !others.isEmpty();
        return split
                ? new Place(priority, joined(nat, others), joined(others, nat), others)
                : new Place(priority, List.copyOf(stages), List.of(), others);
    }

    private static List<List<BaseChain>> joined(List<List<BaseChain>> first, List<List<BaseChain>> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static List<List<BaseChain>> of(Collection<List<BaseChain>> stages, boolean nat) {
        return stages.stream()
                .map(stage -> stage.stream()
                        .filter(base -> (base.type() == BaseChain.Type.NAT) == nat)
                        .toList())
                .filter(stage -> !stage.isEmpty())
                .toList();
    }
}

package io.packetwalk.policy.inquiry;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.tier.Ruling;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits the classes of ends, as peers of one end, into blocks that no rule tells apart, so that each block is ruled on once. Which classes a rule's peers are is computed
 * once per rule.
 */
final class Neighbourhood {

    private final PolicyEngine engine;
    private final List<End> classes;
    private final IdentityHashMap<Rule, Sides> known = new IdentityHashMap<>();

    /** The classes a rule surely and perhaps speaks about. */
    private record Sides(BitSet sure, BitSet maybe) {}

    /**
     * Peers that are treated alike.
     *
     * @param peers their classes
     * @param accepted traffic that surely is accepted
     * @param possible traffic that is not surely denied
     */
    record Block(BitSet peers, Traffic accepted, Traffic possible) {}

    Neighbourhood(PolicyEngine engine, List<End> classes) {
        this.engine = engine;
        this.classes = classes;
    }

    /** The blocks around one end; one block of everybody when nothing guards it. */
    List<Block> of(Direction direction, End subject) {
        PolicyEngine.Guard guard = engine.guard(direction, subject);
        BitSet all = new BitSet(classes.size());
        all.set(0, classes.size());
        if (guard.idle()) {
            return List.of(new Block(all, Traffic.ALL, Traffic.ALL));
        }
        List<BitSet> blocks = List.of(all);
        boolean named = false;
        for (Policy policy : guard.policies()) {
            for (Rule rule : policy.side(direction).rules()) {
                named |= rule.ports().named();
                Sides sides = sides(rule, subject);
                blocks = split(split(blocks, sides.sure()), sides.maybe());
            }
        }
        if (named && direction == Direction.EGRESS) {
            blocks = byPorts(blocks);
        }
        List<Block> ruled = new ArrayList<>();
        for (BitSet block : blocks) {
            Ruling ruling = guard.ruling(classes.get(block.nextSetBit(0)));
            ruled.add(new Block(block, ruling.accepted(), Traffic.ALL.minus(ruling.denied())));
        }
        return ruled;
    }

    private Sides sides(Rule rule, End subject) {
        if (rule.peers().relative()) {
            return compute(rule, subject);
        }
        return known.computeIfAbsent(rule, key -> compute(key, subject));
    }

    private Sides compute(Rule rule, End subject) {
        BitSet sure = new BitSet();
        BitSet maybe = new BitSet();
        for (int i = 0; i < classes.size(); i++) {
            Ternary matches = rule.peers().test(subject, classes.get(i));
            if (matches.yes()) {
                sure.set(i);
            } else if (matches.unknown()) {
                maybe.set(i);
            }
        }
        return new Sides(sure, maybe);
    }

    private static List<BitSet> split(List<BitSet> blocks, BitSet by) {
        List<BitSet> next = new ArrayList<>();
        for (BitSet block : blocks) {
            BitSet inside = (BitSet) block.clone();
            inside.and(by);
            if (inside.isEmpty() || inside.cardinality() == block.cardinality()) {
                next.add(block);
                continue;
            }
            BitSet outside = (BitSet) block.clone();
            outside.andNot(by);
            next.add(inside);
            next.add(outside);
        }
        return next;
    }

    /** A named port is the destination's: pods with other names or numbers are another block. */
    private List<BitSet> byPorts(List<BitSet> blocks) {
        List<BitSet> next = new ArrayList<>();
        for (BitSet block : blocks) {
            Map<Map<End.PortName, Integer>, BitSet> parts = new java.util.LinkedHashMap<>();
            block.stream()
                    .forEach(i -> parts.computeIfAbsent(
                                    classes.get(i) instanceof End.Pod pod ? pod.ports() : Map.of(),
                                    ports -> new BitSet())
                            .set(i));
            next.addAll(parts.values());
        }
        return next;
    }
}

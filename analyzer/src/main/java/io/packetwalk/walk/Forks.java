package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings alternatives together again. A walk that meets a question the evidence does not answer supposes both answers. Where both lead to the same end with the
 * same weights, the question did not matter; where they do not, the verdict is undetermined, and the question is what is missing.
 */
public final class Forks {

    /** Alternatives of one walk, far more than a Service has endpoints: rules of chance multiply, and more than these nobody could read. */
    public static final int MOST = 4096;

    private static final double EPSILON = 1e-9;

    private Forks() {}

    /** Drops suppositions made since {@code depth} that turned out not to matter; the others stay open. */
    public static List<Passage> collapse(List<Passage> leaves, int depth) {
        return settle(leaves, depth, false);
    }

    /** Turns every open question that matters into an undetermined ending. */
    public static List<Passage> decide(List<Passage> leaves) {
        return settle(leaves, 0, true);
    }

    /** All of these are one alternative, of which nothing more can be said. */
    public static List<Passage> tooMany(List<Passage> leaves, String way) {
        double weight = leaves.stream().mapToDouble(Passage::weight).sum();
        Passage first = leaves.getFirst();
        return List.of(first.times(weight / first.weight())
                .end(Ending.unknown(new Missing(way, "too many ways are open", ""), List.of())));
    }

    private static List<Passage> settle(List<Passage> leaves, int depth, boolean last) {
        return sure(leaves, depth) ? leaves : settleOpen(leaves, depth, last);
    }

    private static boolean sure(List<Passage> leaves, int depth) {
        for (Passage leaf : leaves) {
            if (leaf.doubts().size() > depth) {
                return false;
            }
        }
        return true;
    }

    private static List<Passage> settleOpen(List<Passage> leaves, int depth, boolean last) {
        List<Passage> settled = new ArrayList<>();
        Map<String, List<Passage>> open = new LinkedHashMap<>();
        for (Passage leaf : leaves) {
            if (leaf.doubts().size() <= depth) {
                settled.add(leaf);
            } else {
                open.computeIfAbsent(leaf.doubts().get(depth).key(), key -> new ArrayList<>())
                        .add(leaf);
            }
        }
        for (List<Passage> group : open.values()) {
            settled.addAll(settleOne(group, depth, last));
        }
        return settled;
    }

    private static List<Passage> settleOne(List<Passage> group, int depth, boolean last) {
        List<Passage> yes = settle(side(group, depth, true), depth + 1, last);
        List<Passage> no = settle(side(group, depth, false), depth + 1, last);
        if (agree(yes, no, last)) {
            return yes.stream()
                    .map(leaf -> either(without(leaf, depth).perhaps(metBy(no, leaf, last)), leaf, no, last))
                    .toList();
        }
        if (!last) {
            return Stream.concat(yes.stream(), no.stream()).toList();
        }
        return yes.isEmpty() || no.isEmpty()
                ? Stream.concat(yes.stream(), no.stream())
                        .map(leaf -> without(leaf, depth))
                        .toList()
                : List.of(undetermined(group.getFirst().doubts().get(depth), yes, no));
    }

    private static List<Passage> side(List<Passage> group, int depth, boolean side) {
        return group.stream()
                .filter(leaf -> leaf.doubts().get(depth).side() == side)
                .toList();
    }

    /** A leaf that an inner question has already made undetermined holds no suppositions any more. */
    private static Passage without(Passage leaf, int depth) {
        if (depth >= leaf.doubts().size()) {
            return leaf;
        }
        List<Doubt> doubts = new ArrayList<>(leaf.doubts());
        doubts.remove(depth);
        return leaf.withDoubts(List.copyOf(doubts));
    }

    /** It ends alike with either answer, but perhaps by another rule: then both are named. */
    private static Passage either(Passage settled, Passage leaf, List<Passage> others, boolean last) {
        List<Object> fate = fate(leaf, last);
        Passage both = settled;
        for (Passage other : others) {
            Optional<Ending> there = both.ending();
            Optional<Ending> also = other.ending();
            if (there.isPresent()
                    && also.isPresent()
                    && !there.get().reason().contains(also.get().reason())
                    && fate(other, last).equals(fate)) {
                both = both.end(there.get().or(also.get()));
            }
        }
        return both;
    }

    /** Rules that a packet of this end meets when the answer is the other one. */
    private static List<Met> metBy(List<Passage> others, Passage leaf, boolean last) {
        List<Object> fate = fate(leaf, last);
        return others.stream()
                .filter(other -> fate(other, last).equals(fate))
                .flatMap(other -> other.met().inOrder().stream())
                .toList();
    }

    private static boolean agree(List<Passage> one, List<Passage> other, boolean last) {
        Map<List<Object>, Double> left = shares(one, last);
        Map<List<Object>, Double> right = shares(other, last);
        return left.keySet().equals(right.keySet())
                && left.entrySet().stream()
                        .allMatch(entry ->
                                Math.abs(entry.getValue() - right.getOrDefault(entry.getKey(), 0.0)) < EPSILON);
    }

    private static Map<List<Object>, Double> shares(List<Passage> leaves, boolean last) {
        Map<List<Object>, Double> shares = new HashMap<>();
        for (Passage leaf : leaves) {
            shares.merge(fate(leaf, last), leaf.weight(), Double::sum);
        }
        return shares;
    }

    /** What must be equal for two alternatives to be the same answer. */
    private static List<Object> fate(Passage leaf, boolean last) {
        List<Object> open = last ? List.of() : List.of(leaf.doubts().size());
        Optional<Ending> ending = leaf.ending();
        if (ending.isPresent()) {
            return List.of(
                    ending.get().verdict().word(),
                    ending.get().symptom(),
                    leaf.packet().tuple(),
                    leaf.masqueraded(),
                    open);
        }
        return List.of(leaf.packet(), leaf.tracked(), leaf.masqueraded(), open);
    }

    private static Passage undetermined(Doubt doubt, List<Passage> yes, List<Passage> no) {
        double weight = yes.stream().mapToDouble(Passage::weight).sum();
        Passage longest = yes.getFirst();
        Set<Missing> missing = new LinkedHashSet<>();
        missing.add(doubt.missing());
        List<Source> by = new ArrayList<>();
        for (Passage leaf : Stream.concat(yes.stream(), no.stream()).toList()) {
            leaf.ending().ifPresent(ending -> {
                missing.addAll(ending.missing());
                ending.by().stream().filter(source -> !by.contains(source)).forEach(by::add);
            });
        }
        String reason = doubt.missing().what() + " decides: if so, " + words(yes) + "; if not, " + words(no);
        Ending ending = new Ending(
                new Verdict.Undetermined(List.copyOf(missing)), common(yes, no), reason, by, List.copyOf(missing));
        return longest.withDoubts(List.of()).times(weight / longest.weight()).end(ending);
    }

    /** The client may see the same either way: a packet that is dropped, or an answer that is. */
    private static Symptom common(List<Passage> yes, List<Passage> no) {
        List<Symptom> seen = Stream.concat(yes.stream(), no.stream())
                .flatMap(leaf -> leaf.ending().stream())
                .map(Ending::symptom)
                .distinct()
                .toList();
        return seen.size() == 1 ? seen.getFirst() : Symptom.UNKNOWN;
    }

    private static String words(List<Passage> leaves) {
        return String.join(
                " or ",
                leaves.stream()
                        .flatMap(leaf -> leaf.ending().stream())
                        .map(ending -> ending.verdict().word())
                        .distinct()
                        .toList());
    }
}

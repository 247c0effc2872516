package io.packetwalk.policy.tier;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.End;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Traffic;
import io.packetwalk.policy.tier.Ruling.Clause;
import java.util.ArrayList;
import java.util.List;

/**
 * Traffic that falls through rules in order. A rule that surely matches keeps its piece; a rule that may match adds its answer to what is possible for the piece
 * and lets it fall on.
 */
public final class Sieve {

    private List<Clause> open = List.of(new Clause(Traffic.ALL, new Answers(0), List.of()));
    private final List<Clause> closed = new ArrayList<>();

    /** True when nothing falls on. */
    public boolean empty() {
        return open.isEmpty();
    }

    /**
     * One rule.
     *
     * @param selected whether it is a rule for this subject and peer
     */
    void rule(Ternary selected, Rule rule, End destination) {
        if (selected.no() || open.isEmpty()) {
            return;
        }
        PortMatch.Split ports = rule.ports().split(destination);
        if (selected.yes()) {
            close(ports.sure(), rule.answer(), List.of(rule.by()));
            pass(ports.maybe(), rule.answer(), List.of(rule.by()));
        } else {
            pass(ports.sure().or(ports.maybe()), rule.answer(), List.of(rule.by()));
        }
    }

    /** The traffic stops here with one of these answers. */
    public void close(Traffic traffic, int answers, List<By> by) {
        cut(traffic, answers, by, true);
    }

    /** The traffic may stop here with one of these answers, or fall on. */
    public void pass(Traffic traffic, int answers, List<By> by) {
        cut(traffic, answers, by, false);
    }

    private void cut(Traffic traffic, int answers, List<By> by, boolean close) {
        if (traffic.isEmpty()) {
            return;
        }
        List<Clause> next = new ArrayList<>();
        for (Clause piece : open) {
            Traffic inside = piece.traffic().and(traffic);
            if (inside.isEmpty()) {
                next.add(piece);
                continue;
            }
            Traffic outside = piece.traffic().minus(traffic);
            if (!outside.isEmpty()) {
                next.add(new Clause(outside, piece.answers(), piece.by()));
            }
            List<By> all = piece.by().isEmpty() ? by : plus(piece.by(), by);
            Clause cut = new Clause(inside, new Answers(piece.answers().bits() | answers), all);
            (close ? closed : next).add(cut);
        }
        open = next;
    }

    private static List<By> plus(List<By> first, List<By> second) {
        List<By> all = new ArrayList<>(first);
        second.stream().filter(by -> !all.contains(by)).forEach(all::add);
        return List.copyOf(all);
    }

    /** Everything that fell through gets these answers. */
    public Ruling end(int answers, List<By> by) {
        close(Traffic.ALL, answers, by);
        return new Ruling(List.copyOf(closed));
    }
}

package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.model.rules.RuleIndex;
import io.packetwalk.model.rules.Table;
import io.packetwalk.model.rules.VirtualServer;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Met;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.netfilter.Cursor.At;
import io.packetwalk.walk.netfilter.Cursor.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One packet through one base chain.
 *
 * <p>The evaluator holds a set of open alternatives, each a place in the chains with a packet, and moves one of them by one rule at a time. A rule whose conditions
 * hold acts; a random one splits the weight; one whose conditions cannot be told splits the alternative, both sides with the full weight and the question noted
 * ({@link Doubt}). Rules whose action changes nothing for the packet never split. At the end {@link Forks} drops the questions that did not matter.
 *
 * <p>Jumps are shown only when something came of them: a trace of a packet through kube-proxy's rules would otherwise be mostly visits without result.
 */
public final class ChainRun {

    private static final int MOST_ALTERNATIVES = 4096;
    private static final int MOST_MOVES = 200_000;
    private static final int DEEPEST = 128;

    private final BaseChain base;
    private final Matching matching;
    private final Deque<Cursor> open = new ArrayDeque<>();
    private final List<Passage> done = new ArrayList<>();
    private final List<Cond> untold = new ArrayList<>();
    private double chance = 1;
    private int moves;

    private ChainRun(BaseChain base, Matching matching) {
        this.base = base;
        this.matching = matching;
    }

    static List<Passage> run(BaseChain base, Passage passage, Matching matching) {
        ChainRun run = new ChainRun(base, matching);
        run.open.push(
                new Cursor(new Frame(base.chain(), 0, Optional.empty(), List.of(), 0, false), passage, List.of()));
        while (!run.open.isEmpty()) {
            if (++run.moves > MOST_MOVES || run.open.size() + run.done.size() > MOST_ALTERNATIVES) {
                return List.of(passage.end(Ending.unknown(
                        new Missing("the way through chain " + base.chain().name(), "too many conditions are open", ""),
                        List.of(base.chain().source()))));
            }
            run.move(run.open.pop());
        }
        return Forks.collapse(run.done, passage.doubts().size());
    }

    /** On to the next rule that may match, or out of the chain. */
    private void move(Cursor cursor) {
        List<Rule> rules = cursor.frame().chain().rules();
        RuleIndex index = cursor.frame().chain().index();
        Passage passage = cursor.passage();
        FiveTuple tuple = passage.packet().tuple();
        int position = index.next(cursor.frame().next(), tuple);
        while (position < rules.size()) {
            moves++;
            Rule rule = rules.get(position);
            Optional<Cond> no = failed(rule, passage.packet());
            if (no.isEmpty()) {
                Cursor here = new Cursor(cursor.frame().at(position), passage, cursor.shown());
                decide(here, rule, List.copyOf(untold), chance);
                return;
            }
            passage = remembering(passage, no.get());
            position = index.next(position + 1, tuple);
        }
        back(cursor.with(passage));
    }

    /** The first condition that surely does not hold; else {@code untold} are those that cannot be told, and {@code chance} is the share that chance lets match. */
    private Optional<Cond> failed(Rule rule, Packet packet) {
        untold.clear();
        chance = 1;
        for (Cond cond : rule.conds()) {
            OptionalDouble share = share(cond);
            if (share.isPresent()) {
                chance *= share.getAsDouble();
                continue;
            }
            Ternary holds = matching.test(cond, packet);
            if (holds.no()) {
                return Optional.of(cond);
            }
            if (holds.unknown()) {
                untold.add(cond);
            }
        }
        return Optional.empty();
    }

    /** Where the lists of xt_recent were not dumped, a client is taken to be in none: the affinity rules do not match, and the walk says so. */
    private static Passage remembering(Passage passage, Cond cond) {
        return cond instanceof Cond.Recent
                        && !passage.at().netns().rules().recent().known()
                ? passage.assume(new Missing(
                        "session affinity on " + passage.at().name(),
                        "a client without earlier connections is assumed",
                        "grep -rH -e ^src= -e ^jiffies: -e ^now.at /proc/net/xt_recent /proc/timer_list"))
                : passage;
    }

    /** The share of packets that chance lets match; empty when it is no matter of chance. */
    private static OptionalDouble share(Cond cond) {
        return switch (cond) {
            case Cond.Random random -> OptionalDouble.of(Math.min(1, random.probability()));
            case Cond.Nth nth -> OptionalDouble.of(1.0 / nth.every());
            case Cond.Not not -> {
                OptionalDouble share = share(not.cond());
                yield share.isPresent() ? OptionalDouble.of(1 - share.getAsDouble()) : share;
            }
            default -> OptionalDouble.empty();
        };
    }

    private void decide(Cursor cursor, Rule rule, List<Cond> unknown, double chance) {
        Cursor next = cursor.at(cursor.frame().next() + 1);
        if (chance <= 0) {
            open.push(next);
            return;
        }
        if (idle(rule.action(), cursor.passage().packet())) {
            open.push(next.with(cursor.passage().met(new Met(rule.source(), unknown.isEmpty() && chance >= 1))));
            return;
        }
        if (unknown.isEmpty()) {
            split(cursor, next, rule, chance);
            return;
        }
        String key = key(rule, unknown, cursor.passage());
        Optional<Boolean> supposed = cursor.passage().doubts().stream()
                .filter(doubt -> doubt.key().equals(key))
                .findFirst()
                .map(Doubt::side);
        if (supposed.isPresent()) {
            if (supposed.get()) {
                split(cursor, next, rule, chance);
            } else {
                open.push(next);
            }
            return;
        }
        Missing missing = Questions.about(rule, unknown.getFirst(), cursor.passage());
        open.push(next.with(cursor.passage().suppose(new Doubt(key, false, missing))));
        Passage yes = cursor.passage().suppose(new Doubt(key, true, missing));
        split(cursor.with(yes), next.with(yes), rule, chance);
    }

    /** The same conditions on the same packet have the same answer, but each rate limit has a state of its own. */
    private static String key(Rule rule, List<Cond> unknown, Passage passage) {
        boolean own = unknown.stream().anyMatch(Cond.Limit.class::isInstance);
        return passage.at().place() + "|" + (own ? rule.source() : "") + "|" + unknown + "|"
                + passage.packet().tuple() + "|" + passage.packet().in() + "|"
                + passage.packet().out();
    }

    private void split(Cursor cursor, Cursor next, Rule rule, double chance) {
        if (chance < 1) {
            open.push(next.with(next.passage().times(1 - chance)));
        }
        Passage here = chance < 1 ? cursor.passage().times(chance) : cursor.passage();
        act(cursor.with(here.met(new Met(rule.source(), chance >= 1))), rule);
    }

    private static boolean idle(Action action, Packet packet) {
        return switch (action) {
            case Action.Observe _o -> true;
            case Action.Nothing _n -> true;
            case Action.SetMark mark -> Marks.changed(mark, packet) == packet.mark();
            default -> false;
        };
    }

    private void act(Cursor cursor, Rule rule) {
        Passage passage = cursor.passage();
        Packet packet = passage.packet();
        switch (rule.action()) {
            case Action.Accept _a -> done.add(show(cursor, rule, passage).passage());
            case Action.Drop _d ->
                done.add(show(cursor, rule, passage)
                        .passage()
                        .end(Ending.dropped(sentence(cursor, rule, "drops it"), List.of(rule.source()))));
            case Action.Reject reject ->
                done.add(show(cursor, rule, passage)
                        .passage()
                        .end(Ending.rejected(
                                reject.how(),
                                sentence(cursor, rule, "rejects it with " + reject.how()),
                                List.of(rule.source()))));
            case Action.Return _r -> back(new Cursor(cursor.frame().after(), passage, cursor.shown()));
            case Action.Leave _l -> open.push(new Cursor(cursor.frame().after(), passage, cursor.shown()));
            case Action.Inline inline -> within(cursor, inline.chain());
            case Action.Lookup lookup -> lookup(cursor, rule, lookup.table());
            case Action.Choose choose -> choose(cursor, rule, choose);
            case Action.Jump jump -> into(cursor, rule, jump.chain(), false);
            case Action.Goto go -> into(cursor, rule, go.chain(), true);
            case Action.Write write -> go(cursor, rule, Marks.written(write, packet, rule.source()));
            case Action.Dnat _d -> translate(cursor, rule);
            case Action.Snat _s -> translate(cursor, rule);
            case Action.Masquerade _m -> translate(cursor, rule);
            case Action.Redirect _r -> translate(cursor, rule);
            case Action.NetMap _n -> translate(cursor, rule);
            case Action.Schedule schedule -> schedule(cursor, rule, schedule.server());
            case Action.Queue queue -> opaque(cursor, rule, queue.text() + " leaves it to a program");
            case Action.Tproxy proxy -> proxied(cursor, rule, proxy);
            case Action.Forward forward -> {
                Packet.Detour detour = new Packet.Detour(forward.device(), forward.neighbour());
                done.add(show(cursor, rule, passage.with(packet.straight(detour)))
                        .passage());
            }
            case Action.Synproxy proxy -> answered(cursor, rule, proxy);
            case Action.Npt npt -> prefixed(cursor, rule, npt);
            case Action.Unmodelled other -> opaque(cursor, rule, other.text());
            case Action.Observe _o -> open.push(cursor.at(cursor.frame().next() + 1));
            case Action.Nothing _n -> open.push(cursor.at(cursor.frame().next() + 1));
        }
    }

    private void go(Cursor cursor, Rule rule, Packet next) {
        Cursor shown = show(cursor, rule, cursor.passage().with(next));
        open.push(shown.at(cursor.frame().next() + 1));
    }

    private void translate(Cursor cursor, Rule rule) {
        for (Passage translated : Translation.apply(rule, base, cursor.passage())) {
            if (translated.live()) {
                done.add(show(cursor, rule, translated).passage());
            } else {
                done.add(translated);
            }
        }
    }

    /** IPVS picks for the first packet of a connection; later ones, and answers, go by its table. */
    private void schedule(Cursor cursor, Rule rule, VirtualServer server) {
        Connection connection = cursor.passage().packet().connection();
        if (connection.fresh() || connection.state() == CtState.UNTRACKED) {
            done.addAll(Scheduling.apply(server, base, cursor.passage()));
        } else if (connection.answering()) {
            open.push(cursor.at(cursor.frame().next() + 1));
        } else {
            opaque(cursor, rule, rule.text() + " knows the connection's server");
        }
    }

    /** Whether a socket is transparent no dump says: where one listens the packet may be taken or not. */
    private void proxied(Cursor cursor, Rule rule, Action.Tproxy proxy) {
        Ternary taken =
                LocalSockets.proxied(matching.site().netns(), cursor.passage().packet(), proxy);
        if (!taken.no()) {
            opaque(cursor, rule, proxy.text() + " hands it to a local socket");
        } else if (proxy.drops()) {
            done.add(show(cursor, rule, cursor.passage())
                    .passage()
                    .end(Ending.dropped(
                            sentence(cursor, rule, "drops it, for no socket listens where TPROXY takes it"),
                            List.of(rule.source()))));
        } else {
            open.push(new Cursor(cursor.frame().after(), cursor.passage(), cursor.shown()));
        }
    }

    /** Segments with SYN and ACK, and resets, it leaves alone (ipt_SYNPROXY.c, synproxy_tg4). Whether the client's ACK finds the way back to it, nobody says. */
    private void answered(Cursor cursor, Rule rule, Action.Synproxy proxy) {
        Role role = cursor.passage().packet().role();
        if (role instanceof Role.Answer || role instanceof Role.Reset) {
            open.push(cursor.at(cursor.frame().next() + 1));
            return;
        }
        Missing missing = new Missing(
                "what becomes of a connection that " + proxy.text() + " answers (" + rule.source() + ")",
                "it opens the server's side by a SYN of its own, when the client's ACK is not taken for a connection's",
                "sysctl net.netfilter.nf_conntrack_tcp_loose");
        done.add(show(cursor, rule, cursor.passage()).passage().end(Ending.unknown(missing, List.of(rule.source()))));
    }

    private void prefixed(Cursor cursor, Rule rule, Action.Npt npt) {
        Optional<Packet> translated = Prefixes.translated(npt, cursor.passage().packet());
        if (translated.isPresent()) {
            go(cursor, rule, translated.get());
        } else {
            opaque(cursor, rule, rule.text());
        }
    }

    private void opaque(Cursor cursor, Rule rule, String text) {
        Missing missing = new Missing(text, "this action is not evaluated", "");
        done.add(show(cursor, rule, cursor.passage()).passage().end(Ending.unknown(missing, List.of(rule.source()))));
    }

    private void into(Cursor cursor, Rule rule, String name, boolean forGood) {
        Optional<Chain> target = base.chains().get(name);
        Frame frame = cursor.frame();
        if (target.isEmpty() || frame.depth() > DEEPEST) {
            opaque(cursor, rule, target.isEmpty() ? "chain " + name + " is not in the dump" : "chains nest too deep");
            return;
        }
        At here = new At(frame.chain().name(), rule);
        Frame back = frame.after();
        Frame entered = forGood
                ? new Frame(
                        target.get(),
                        0,
                        back.caller(),
                        Stream.concat(back.via().stream(), Stream.of(here)).toList(),
                        frame.depth() + 1,
                        false)
                : new Frame(target.get(), 0, Optional.of(back), List.of(here), frame.depth() + 1, false);
        open.push(new Cursor(entered, cursor.passage(), cursor.shown()));
    }

    private void within(Cursor cursor, Chain part) {
        Frame frame = cursor.frame();
        if (frame.depth() > DEEPEST) {
            open.push(cursor.at(frame.next() + 1));
            return;
        }
        Frame back = frame.at(frame.next() + 1);
        open.push(new Cursor(
                new Frame(part, 0, Optional.of(back), List.of(), frame.depth() + 1, true),
                cursor.passage(),
                cursor.shown()));
    }

    /** The element that holds acts. Those that may hold are tried as rules of their own, one after the other. */
    private void lookup(Cursor cursor, Rule rule, Table<Action> table) {
        TableLookup.Found<Action> found =
                new TableLookup(matching, cursor.passage().packet()).find(table);
        if (found.certain().isPresent()) {
            Table.Entry<Action> entry = found.certain().get();
            act(cursor, rule.does(entry.value(), cited(rule, entry)));
            return;
        }
        if (found.possible().isEmpty() && !found.open()) {
            open.push(new Cursor(cursor.frame().after(), cursor.passage(), cursor.shown()));
            return;
        }
        List<Rule> tries = new ArrayList<>();
        for (Table.Entry<Action> entry : found.possible()) {
            Rule hit = rule.does(entry.value(), cited(rule, entry));
            Chain then = Chain.of(
                    rule.source(),
                    cursor.frame().chain().name(),
                    List.of(hit, rule.does(new Action.Leave(), List.of())));
            tries.add(new Rule(rule.source(), entry.conds(), new Action.Inline(then), rule.counters(), rule.text()));
        }
        if (found.open()) {
            String rest = "elements of " + table.name() + " that could not be read";
            tries.add(new Rule(
                    rule.source(),
                    List.of(new Cond.Unmodelled(rest)),
                    new Action.Unmodelled(rest),
                    rule.counters(),
                    rule.text()));
        }
        tries.add(rule.does(new Action.Leave(), List.of()));
        within(cursor, Chain.of(rule.source(), cursor.frame().chain().name(), tries));
    }

    private static List<Source> cited(Rule rule, Table.Entry<Action> entry) {
        return entry.source().equals(rule.source()) ? List.of() : List.of(entry.source());
    }

    private void choose(Cursor cursor, Rule rule, Action.Choose choose) {
        double rest = 1;
        for (Action.Share share : choose.shares()) {
            rest -= share.weight();
            act(cursor.with(cursor.passage().times(share.weight())), rule.does(share.action(), share.also()));
        }
        if (rest > 1e-9) {
            open.push(new Cursor(cursor.frame().after(), cursor.passage().times(rest), cursor.shown()));
        }
    }

    /** End of a chain, or RETURN: on with the caller, or the policy when there is none. */
    private void back(Cursor cursor) {
        Optional<Frame> caller = cursor.frame().caller();
        if (caller.isPresent()) {
            open.push(new Cursor(caller.get(), cursor.passage(), cursor.shown()));
            return;
        }
        if (base.policy() instanceof Action.Drop) {
            String reason = cursor.passage().at().name() + " drops it: policy DROP of " + base.table() + " "
                    + base.chain().name() + ", no rule accepts it";
            Packet packet = cursor.passage().packet();
            done.add(cursor.passage()
                    .step(new Step(
                            cursor.passage().at().node(),
                            cursor.passage().at().label(),
                            Step.Kind.RULE_HIT,
                            base.hook().word(),
                            base.table(),
                            base.chain().name(),
                            "policy DROP",
                            packet.hop(),
                            packet.hop(),
                            Basis.DERIVED,
                            List.of(base.chain().source())))
                    .end(Ending.dropped(reason, List.of(base.chain().source()))));
            return;
        }
        done.add(cursor.passage());
    }

    private String sentence(Cursor cursor, Rule rule, String does) {
        return cursor.passage().at().name() + " " + does + " (" + base.table() + " "
                + cursor.frame().chain().name() + "): " + rule.text();
    }

    /** Adds the steps of the jumps that led here, once, and of the rule itself. */
    private Cursor show(Cursor cursor, Rule rule, Passage after) {
        List<At> shown = new ArrayList<>(cursor.shown());
        List<Step> steps = new ArrayList<>();
        Packet before = cursor.passage().packet();
        showJumps(cursor.frame(), before, shown, steps);
        At here = new At(cursor.frame().chain().name(), rule);
        boolean moved = !before.tuple().equals(after.packet().tuple());
        steps.add(step(here, moved ? Step.Kind.TRANSLATE : Step.Kind.RULE_HIT, before, after.packet()));
        return new Cursor(cursor.frame(), after.steps(steps), shown);
    }

    private void showJumps(Frame frame, Packet packet, List<At> shown, List<Step> steps) {
        if (frame.caller().isPresent()) {
            showJumps(frame.caller().get(), packet, shown, steps);
        }
        for (At via : frame.via()) {
            if (!via.isIn(shown)) {
                shown.add(via);
                steps.add(step(via, Step.Kind.RULE_HIT, packet, packet));
            }
        }
    }

    private Step step(At at, Step.Kind kind, Packet before, Packet after) {
        return new Step(
                matching.site().node(),
                matching.site().label(),
                kind,
                base.hook().word(),
                base.table(),
                at.chain(),
                at.rule().text(),
                before.hop(),
                after.hop(),
                Basis.DERIVED,
                at.rule().sources());
    }
}

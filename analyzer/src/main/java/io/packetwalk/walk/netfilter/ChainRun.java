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
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Hop;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Trail;
import io.packetwalk.walk.netfilter.Cursor.Entry;
import io.packetwalk.walk.netfilter.Cursor.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    private static final int MOST_MOVES = 200_000;
    private static final int DEEPEST = 128;

    private final BaseChain base;
    private final Matching matching;
    private final Deque<Cursor> open = new ArrayDeque<>(4);
    private final List<Passage> done = new ArrayList<>(2);
    private final List<Cond> untold = new ArrayList<>(0);
    private double chance = 1;
    private int moves;

    private ChainRun(BaseChain base, Matching matching) {
        this.base = base;
        this.matching = matching;
    }

    static List<Passage> run(BaseChain base, Passage passage, Matching matching) {
        ChainRun run = new ChainRun(base, matching);
        run.open.push(new Cursor(Frame.base(base.chain()), 0, 0, passage));
        while (!run.open.isEmpty()) {
            if (++run.moves > MOST_MOVES || run.open.size() + run.done.size() > Forks.MOST) {
                return Forks.tooMany(
                        List.of(passage),
                        "the way through chain " + base.chain().name());
            }
            run.move(run.open.pop());
        }
        return Forks.collapse(run.done, passage.doubts().size());
    }

    /** On to the next rule that may do something, or out of the chain. */
    private void move(Cursor cursor) {
        List<Rule> rules = cursor.frame().chain().rules();
        RuleIndex index = cursor.frame().chain().index();
        Passage passage = cursor.passage();
        Packet packet = passage.packet();
        int at = index.next(cursor.at(), packet.tuple());
        while (at < rules.size()) {
            moves++;
            Rule rule = rules.get(at);
            Cond no = failed(rule, packet);
            if (no != null) {
                passage = remembering(passage, no);
            } else if (chance > 0 && idle(rule.action(), packet)) {
                passage = passage.met(rule.source(), untold.isEmpty() && chance >= 1);
            } else if (chance > 0) {
                decide(cursor.at(at, passage), rule);
                return;
            }
            at = index.next(at + 1, packet.tuple());
        }
        back(cursor, passage);
    }

    /** The first condition that surely does not hold; else {@code untold} are those that cannot be told, and {@code chance} is the share that chance lets match. */
    private @Nullable Cond failed(Rule rule, Packet packet) {
        untold.clear();
        chance = 1;
        List<Cond> conds = rule.conds();
        for (int i = 0; i < conds.size(); i++) {
            Cond cond = conds.get(i);
            double share = share(cond);
            if (share >= 0) {
                chance *= share;
                continue;
            }
            Ternary holds = matching.test(cond, packet);
            if (holds.no()) {
                return cond;
            }
            if (holds.unknown()) {
                untold.add(cond);
            }
        }
        return null;
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

    /** The share of packets that chance lets match; -1 when it is no matter of chance. */
    private static double share(Cond cond) {
        return switch (cond) {
            case Cond.Random random -> Math.min(1, random.probability());
            case Cond.Nth nth -> 1.0 / nth.every();
            case Cond.Not not -> {
                double share = share(not.cond());
                yield share >= 0 ? 1 - share : share;
            }
            default -> -1;
        };
    }

    /** What comes of a rule of which no condition surely fails. */
    private void decide(Cursor cursor, Rule rule) {
        Passage passage = cursor.passage();
        if (untold.isEmpty()) {
            split(cursor, passage, rule, chance);
            return;
        }
        List<Cond> unknown = List.copyOf(untold);
        String key = key(rule, unknown, passage);
        Optional<Boolean> supposed = passage.doubts().stream()
                .filter(doubt -> doubt.key().equals(key))
                .findFirst()
                .map(Doubt::side);
        if (supposed.isPresent()) {
            if (supposed.get()) {
                split(cursor, passage, rule, chance);
            } else {
                open.push(cursor.on(passage));
            }
            return;
        }
        Missing missing = Questions.about(rule, unknown.getFirst(), passage);
        open.push(cursor.on(passage.suppose(new Doubt(key, false, missing))));
        split(cursor, passage.suppose(new Doubt(key, true, missing)), rule, chance);
    }

    /** The same conditions on the same packet have the same answer, but each rate limit has a state of its own. */
    private static String key(Rule rule, List<Cond> unknown, Passage passage) {
        boolean own = unknown.stream().anyMatch(Cond.Limit.class::isInstance);
        return passage.at().place() + "|" + (own ? rule.source() : "") + "|" + unknown + "|"
                + passage.packet().tuple() + "|" + passage.packet().in() + "|"
                + passage.packet().out();
    }

    private void split(Cursor cursor, Passage passage, Rule rule, double share) {
        if (share < 1) {
            open.push(cursor.on(passage.times(1 - share)));
        }
        act(cursor, passage.times(share).met(rule.source(), share >= 1), rule);
    }

    private static boolean idle(Action action, Packet packet) {
        return switch (action) {
            case Action.Observe _o -> true;
            case Action.Nothing _n -> true;
            case Action.SetMark mark -> Marks.changed(mark, packet) == packet.mark();
            default -> false;
        };
    }

    private void act(Cursor cursor, Passage passage, Rule rule) {
        Packet packet = passage.packet();
        switch (rule.action()) {
            case Action.Accept _a -> done.add(shown(cursor, passage, rule, passage));
            case Action.Drop _d ->
                end(cursor, passage, rule, Ending.dropped(sentence(cursor, rule, "drops it"), List.of(rule.source())));
            case Action.Reject reject ->
                end(
                        cursor,
                        passage,
                        rule,
                        Ending.rejected(
                                reject.how(),
                                sentence(cursor, rule, "rejects it with " + reject.how()),
                                List.of(rule.source())));
            case Action.Return _r -> back(cursor.after(passage), passage);
            case Action.Leave _l -> open.push(cursor.after(passage));
            case Action.Inline inline -> within(cursor, passage, inline.chain());
            case Action.Lookup lookup -> lookup(cursor, passage, rule, lookup.table());
            case Action.Choose choose -> choose(cursor, passage, rule, choose);
            case Action.Jump jump -> into(cursor, passage, rule, jump.chain(), true);
            case Action.Goto go -> into(cursor, passage, rule, go.chain(), false);
            case Action.Write write -> go(cursor, passage, rule, Marks.written(write, packet, rule.source()));
            case Action.Dnat _d -> translate(cursor, passage, rule);
            case Action.Snat _s -> translate(cursor, passage, rule);
            case Action.Masquerade _m -> translate(cursor, passage, rule);
            case Action.Redirect _r -> translate(cursor, passage, rule);
            case Action.NetMap _n -> translate(cursor, passage, rule);
            case Action.Schedule schedule -> schedule(cursor, passage, rule, schedule.server());
            case Action.Queue queue -> opaque(cursor, passage, rule, queue.text() + " leaves it to a program");
            case Action.Tproxy proxy -> proxied(cursor, passage, rule, proxy);
            case Action.Forward forward -> {
                Packet.Detour detour = new Packet.Detour(forward.device(), forward.neighbour());
                done.add(shown(cursor, passage, rule, passage.with(packet.straight(detour))));
            }
            case Action.Synproxy proxy -> answered(cursor, passage, rule, proxy);
            case Action.Npt npt -> prefixed(cursor, passage, rule, npt);
            case Action.Unmodelled other -> opaque(cursor, passage, rule, other.text());
            case Action.Observe _o -> open.push(cursor.on(passage));
            case Action.Nothing _n -> open.push(cursor.on(passage));
        }
    }

    private void go(Cursor cursor, Passage passage, Rule rule, Packet next) {
        open.push(cursor.showing(shown(cursor, passage, rule, passage.with(next))));
    }

    private void end(Cursor cursor, Passage passage, Rule rule, Ending ending) {
        done.add(shown(cursor, passage, rule, passage.end(ending)));
    }

    private void translate(Cursor cursor, Passage passage, Rule rule) {
        for (Passage translated : Translation.apply(rule, base, passage)) {
            done.add(translated.live() ? shown(cursor, passage, rule, translated) : translated);
        }
    }

    /** IPVS picks for the first packet of a connection; later ones, and answers, go by its table. */
    private void schedule(Cursor cursor, Passage passage, Rule rule, VirtualServer server) {
        Connection connection = passage.packet().connection();
        if (connection.fresh() || connection.state() == CtState.UNTRACKED) {
            done.addAll(Scheduling.apply(server, base, passage));
        } else if (connection.answering()) {
            open.push(cursor.on(passage));
        } else {
            opaque(cursor, passage, rule, rule.text() + " knows the connection's server");
        }
    }

    /** Whether a socket is transparent no dump says: where one listens the packet may be taken or not. */
    private void proxied(Cursor cursor, Passage passage, Rule rule, Action.Tproxy proxy) {
        Ternary taken = LocalSockets.proxied(matching.site().netns(), passage.packet(), proxy);
        if (!taken.no()) {
            opaque(cursor, passage, rule, proxy.text() + " hands it to a local socket");
        } else if (proxy.drops()) {
            end(
                    cursor,
                    passage,
                    rule,
                    Ending.dropped(
                            sentence(cursor, rule, "drops it, for no socket listens where TPROXY takes it"),
                            List.of(rule.source())));
        } else {
            open.push(cursor.after(passage));
        }
    }

    /** Segments with SYN and ACK, and resets, it leaves alone (ipt_SYNPROXY.c, synproxy_tg4). Whether the client's ACK finds the way back to it, nobody says. */
    private void answered(Cursor cursor, Passage passage, Rule rule, Action.Synproxy proxy) {
        Role role = passage.packet().role();
        if (role instanceof Role.Answer || role instanceof Role.Reset) {
            open.push(cursor.on(passage));
            return;
        }
        Missing missing = new Missing(
                "what becomes of a connection that " + proxy.text() + " answers (" + rule.source() + ")",
                "it opens the server's side by a SYN of its own, when the client's ACK is not taken for a connection's",
                "sysctl net.netfilter.nf_conntrack_tcp_loose");
        end(cursor, passage, rule, Ending.unknown(missing, List.of(rule.source())));
    }

    private void prefixed(Cursor cursor, Passage passage, Rule rule, Action.Npt npt) {
        Optional<Packet> translated = Prefixes.translated(npt, passage.packet());
        if (translated.isPresent()) {
            go(cursor, passage, rule, translated.get());
        } else {
            opaque(cursor, passage, rule, rule.text());
        }
    }

    private void opaque(Cursor cursor, Passage passage, Rule rule, String text) {
        Missing missing = new Missing(text, "this action is not evaluated", "");
        end(cursor, passage, rule, Ending.unknown(missing, List.of(rule.source())));
    }

    private void into(Cursor cursor, Passage passage, Rule rule, String name, boolean returns) {
        Optional<Chain> target = base.chains().get(name);
        if (target.isEmpty() || cursor.frame().depth() > DEEPEST) {
            opaque(
                    cursor,
                    passage,
                    rule,
                    target.isEmpty() ? "chain " + name + " is not in the dump" : "chains nest too deep");
            return;
        }
        open.push(cursor.into(target.get(), rule, returns, passage));
    }

    private void within(Cursor cursor, Passage passage, Chain part) {
        open.push(cursor.frame().depth() > DEEPEST ? cursor.on(passage) : cursor.part(part, passage));
    }

    /** The element that holds acts. Those that may hold are tried as rules of their own, one after the other. */
    private void lookup(Cursor cursor, Passage passage, Rule rule, Table<Action> table) {
        TableLookup.Found<Action> found = new TableLookup(matching, passage.packet()).find(table);
        if (found.certain().isPresent()) {
            Table.Entry<Action> entry = found.certain().get();
            act(cursor, passage, rule.does(entry.value(), cited(rule, entry)));
            return;
        }
        if (found.possible().isEmpty() && !found.open()) {
            open.push(cursor.after(passage));
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
        within(cursor, passage, Chain.of(rule.source(), cursor.frame().chain().name(), tries));
    }

    private static List<Source> cited(Rule rule, Table.Entry<Action> entry) {
        return entry.source().equals(rule.source()) ? List.of() : List.of(entry.source());
    }

    private void choose(Cursor cursor, Passage passage, Rule rule, Action.Choose choose) {
        double rest = 1;
        for (Action.Share share : choose.shares()) {
            rest -= share.weight();
            act(cursor, passage.times(share.weight()), rule.does(share.action(), share.also()));
        }
        if (rest > 1e-9) {
            open.push(cursor.after(passage.times(rest)));
        }
    }

    /** End of a chain, or RETURN: on with the caller, or the policy when there is none. */
    private void back(Cursor cursor, Passage passage) {
        Optional<Cursor> caller = cursor.back(passage);
        if (caller.isPresent()) {
            open.push(caller.get());
            return;
        }
        if (base.policy() instanceof Action.Drop) {
            String reason = passage.at().name() + " drops it: policy DROP of " + base.table() + " "
                    + base.chain().name() + ", no rule accepts it";
            Packet packet = passage.packet();
            done.add(passage.step(new Step(
                            passage.at().node(),
                            passage.at().label(),
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
        done.add(passage);
    }

    private String sentence(Cursor cursor, Rule rule, String does) {
        return matching.site().name() + " " + does + " (" + base.table() + " "
                + cursor.frame().chain().name() + "): " + rule.text();
    }

    /** As {@code after}, with the steps of the jumps that led to the rule, where they are not shown yet, and of the rule itself. */
    private Passage shown(Cursor cursor, Passage passage, Rule rule, Passage after) {
        Packet before = passage.packet();
        Hop hop = before.hop();
        Trail<Step> way = jumps(passage.way(), cursor.frame(), cursor.shown(), hop);
        Step.Kind kind = before.tuple().equals(after.packet().tuple()) ? Step.Kind.RULE_HIT : Step.Kind.TRANSLATE;
        return after.along(way.then(
                step(cursor.frame().chain(), rule, kind, hop, after.packet().hop())));
    }

    private Trail<Step> jumps(Trail<Step> way, Frame frame, int shown, Hop hop) {
        if (frame.depth() <= shown || frame.entry().isEmpty()) {
            return way;
        }
        Entry entry = frame.entry().get();
        Trail<Step> before = jumps(way, entry.from(), shown, hop);
        return entry.by()
                .map(rule -> before.then(step(entry.from().chain(), rule, Step.Kind.RULE_HIT, hop, hop)))
                .orElse(before);
    }

    private Step step(Chain chain, Rule rule, Step.Kind kind, Hop before, Hop after) {
        return new Step(
                matching.site().node(),
                matching.site().label(),
                kind,
                base.hook().word(),
                base.table(),
                chain.name(),
                rule.text(),
                before,
                after,
                Basis.DERIVED,
                rule.sources());
    }
}

package io.packetwalk.walk.netfilter;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Gap;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Program;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Terrain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One packet through one hook: every base chain in priority order, with connection tracking at its own place among them (nf_conntrack_proto.c registers at -200,
 * nf_nat_proto.c at -100 and 100).
 *
 * <p>The nat chains see only the first packet of a connection, and stop at the first chain that binds a translation. All other packets are translated from what
 * connection tracking remembers, whether or not the rules still stand.
 *
 * <p>Two base chains of one priority (iptables-legacy beside iptables-nft) run in the order they were registered, which no dump shows: both orders are tried, and
 * where they differ the verdict is undetermined.
 */
public final class Netfilter {

    private static final String LOOPBACK = "lo";

    private final Terrain terrain;
    private final Map<Program, Map<Hook, Schedule>> schedules = new ConcurrentHashMap<>();

    public Netfilter(Terrain terrain) {
        this.terrain = terrain;
    }

    /** All outcomes of a hook; those still alive go on behind it. */
    public List<Passage> traverse(Hook hook, Passage passage) {
        return hook == Hook.FORWARD ? Offload.around(passage, one -> through(hook, one)) : through(hook, passage);
    }

    private List<Passage> through(Hook hook, Passage passage) {
        Site site = passage.at();
        Program program =
                terrain.program(site, passage.packet().tuple().dst().ip().v6());
        Passage start = passage;
        for (Gap gap : program.gaps()) {
            Missing missing = new Missing(gap.what(), gap.why(), gap.command());
            if (gap.blocking()) {
                return List.of(start.end(Ending.unknown(missing, List.of())));
            }
            start = start.assume(missing);
        }
        Matching matching = new Matching(site, program, terrain);
        boolean entry = hook == Hook.PREROUTING || hook == Hook.OUTPUT;
        boolean exit = hook == Hook.POSTROUTING || hook == Hook.INPUT;
        Connection given = start.packet().connection();
        // What the kernel itself makes about a packet carries the connection of that packet (nf_conntrack_core.c,
        // nf_conntrack_attach).
        boolean attached =
                given.state() == CtState.RELATED && start.packet().in().isEmpty();
        boolean unseen = entry && !start.packet().in().equals(LOOPBACK) && given.tracked() && !attached;
        List<Passage> moving = List.of(unseen ? start.with(start.packet().withConnection(given.unseen())) : start);
        for (Schedule.Place stop : schedule(program, hook).places()) {
            int place = stop.priority();
            if (entry && place == Schedule.TRACKING) {
                moving = onward(
                        moving,
                        one -> List.of(track(unseen || one.packet().connection().template() ? seen(one, given) : one)));
            }
            if (entry && place == Schedule.DST_NAT || exit && place == Schedule.SRC_NAT) {
                moving = onward(moving, one -> translating(hook, stop, one, matching));
                moving = onward(moving, one -> List.of(offered(one, entry)));
            } else {
                moving = onward(moving, one -> place(stop, one, matching));
            }
        }
        return exit ? each(moving, one -> List.of(confirm(one))) : moving;
    }

    /**
     * All outcomes of the hooks of a bridge, whose rules see the frame that carries the packet (net/bridge/netfilter/nf_tables_bridge.c). Nothing is translated there.
     *
     * @param hooks in the order in which the frame meets them
     * @param in port it comes in by, empty for the host's own
     * @param out port it leaves by, empty when the host takes it
     */
    public List<Passage> frames(List<Hook> hooks, Passage passage, String in, String out) {
        Packet packet = passage.packet();
        Program program = terrain.frames(passage.at(), packet.tuple().dst().ip().v6());
        if (hooks.stream().allMatch(hook -> program.at(hook).isEmpty())) {
            return List.of(passage);
        }
        Matching matching = new Matching(passage.at(), program, terrain);
        List<Passage> moving = List.of(passage);
        for (Hook hook : hooks) {
            // Before the port is found there is none to leave by, and at the end none it came in by (br_input.c,
            // br_handle_frame; br_forward.c, br_forward_finish).
            String from = hook == Hook.POSTROUTING ? "" : in;
            String to = hook == Hook.PREROUTING ? "" : out;
            moving = each(moving, one -> List.of(one.with(one.packet().on(from, to))));
            for (Schedule.Place stop : schedule(program, hook).places()) {
                moving = each(moving, one -> staged(stop.stages(), one, matching));
            }
        }
        return each(moving, one -> List.of(one.with(packet.withMark(one.packet().mark()))));
    }

    /** All outcomes of the chains that see what a device gives out: a rule sent the packet straight there. */
    public List<Passage> egress(Passage passage) {
        Packet packet = passage.packet();
        Program program =
                terrain.program(passage.at(), packet.tuple().dst().ip().v6());
        Matching matching = new Matching(passage.at(), program, terrain);
        List<Passage> moving = List.of(passage);
        for (Schedule.Place stop : schedule(program, Hook.POSTROUTING).places()) {
            if (stop.priority() >= Schedule.EGRESS) {
                moving = each(moving, one -> place(stop, one, matching));
            }
        }
        return moving;
    }

    /** As {@link #each}, for those that no rule has sent straight out of a device. */
    private static List<Passage> onward(List<Passage> passages, Function<Passage, List<Passage>> step) {
        return each(passages, one -> one.packet().detour().isPresent() ? List.of(one) : step.apply(one));
    }

    private Schedule schedule(Program program, Hook hook) {
        return schedules
                .computeIfAbsent(program, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(hook, at -> Schedule.of(program, at));
    }

    /** NAT's own place. What a connection remembers is done there, before or behind the chains of just that priority, which see one address or the other. */
    private static List<Passage> translating(Hook hook, Schedule.Place stop, Passage passage, Matching matching) {
        Passage translated = remembered(hook, passage);
        boolean same = translated.packet().tuple().equals(passage.packet().tuple());
        if (same || stop.others().isEmpty()) {
            return place(stop, translated, matching);
        }
        return disputed(
                stop,
                passage,
                known -> staged(stop.others(), remembered(hook, known), matching),
                known -> each(staged(stop.others(), known, matching), one -> List.of(remembered(hook, one))));
    }

    private static Passage remembered(Hook hook, Passage passage) {
        return hook == Hook.PREROUTING || hook == Hook.OUTPUT
                ? answerDestination(hook, passage)
                : answerSource(hook, passage);
    }

    private static List<Passage> place(Schedule.Place stop, Passage passage, Matching matching) {
        if (stop.otherwise().isEmpty()) {
            return staged(stop.stages(), passage, matching);
        }
        return disputed(
                stop,
                passage,
                one -> staged(stop.stages(), one, matching),
                one -> staged(stop.otherwise(), one, matching));
    }

    /** NAT before the other chains of its priority, and behind them. */
    private static List<Passage> disputed(
            Schedule.Place stop,
            Passage passage,
            Function<Passage, List<Passage>> before,
            Function<Passage, List<Passage>> behind) {
        BaseChain other = stop.disputed();
        String where = other.hook().word() + " of " + passage.at().name();
        Missing missing = new Missing(
                "order of the nat chains and " + other.table() + " "
                        + other.chain().name() + " at " + where,
                "they run at the same priority, in the order they were made",
                "");
        String key = passage.at().place() + "|nat order|" + other.hook();
        return Forks.collapse(
                Stream.concat(
                                before.apply(passage.suppose(new Doubt(key, true, missing))).stream(),
                                behind.apply(passage.suppose(new Doubt(key, false, missing))).stream())
                        .toList(),
                passage.doubts().size());
    }

    private static List<Passage> staged(List<List<BaseChain>> stages, Passage passage, Matching matching) {
        if (stages.size() == 1) {
            return chains(stages.getFirst(), passage, matching);
        }
        List<Passage> moving = List.of(passage);
        for (List<BaseChain> stage : stages) {
            moving = each(moving, one -> chains(stage, one, matching));
        }
        return moving;
    }

    /** The chains before connection tracking are passed; they may have said NOTRACK or chosen a zone. */
    private static Passage seen(Passage passage, Connection given) {
        Connection now = passage.packet().connection();
        return now.state() == CtState.UNTRACKED
                ? passage
                : passage.with(passage.packet().withConnection(given.inZone(now.zone())));
    }

    private static Passage offered(Passage passage, boolean dst) {
        Connection connection = passage.packet().connection();
        if (!connection.fresh() || (dst ? connection.dstBound() : connection.srcBound())) {
            return passage;
        }
        return passage.with(passage.packet().withConnection(dst ? connection.offeredDst() : connection.offeredSrc()));
    }

    /** Applies a step to all that are still alive. What comes of too many is not told apart any more. */
    public static List<Passage> each(List<Passage> passages, Function<Passage, List<Passage>> step) {
        if (passages.size() == 1) {
            Passage only = passages.getFirst();
            return only.live() ? step.apply(only) : passages;
        }
        List<Passage> all = new ArrayList<>(passages.size());
        for (Passage passage : passages) {
            List<Passage> next = passage.live() ? step.apply(passage) : List.of(passage);
            if (next.size() == 1) {
                all.add(next.getFirst());
            } else {
                all.addAll(next);
            }
            if (all.size() > Forks.MOST) {
                return Forks.tooMany(passages, "the way behind " + passage.at().name());
            }
        }
        return all;
    }

    private static List<Passage> chains(List<BaseChain> chains, Passage passage, Matching matching) {
        if (chains.size() == 1) {
            return chain(chains.getFirst(), passage, matching);
        }
        List<BaseChain> due =
                chains.stream().filter(chain -> due(chain, passage.packet())).toList();
        List<Passage> forward = inOrder(due, passage, matching);
        if (due.size() < 2) {
            return forward;
        }
        Missing missing = new Missing(
                "order of the tables "
                        + String.join(
                                " and ", due.stream().map(BaseChain::table).toList()) + " at "
                        + due.getFirst().hook().word() + " of " + passage.at().name(),
                "they have the same priority, and the kernel runs them in the order they were made",
                "");
        String key = passage.at().place() + "|order|" + due.getFirst().hook() + "|"
                + due.getFirst().priority();
        Optional<Boolean> supposed = passage.doubts().stream()
                .filter(doubt -> doubt.key().equals(key))
                .findFirst()
                .map(Doubt::side);
        if (supposed.isPresent()) {
            return supposed.get() ? forward : inOrder(due.reversed(), passage, matching);
        }
        Passage yes = passage.suppose(new Doubt(key, true, missing));
        Passage no = passage.suppose(new Doubt(key, false, missing));
        return Forks.collapse(
                Stream.concat(inOrder(due, yes, matching).stream(), inOrder(due.reversed(), no, matching).stream())
                        .toList(),
                passage.doubts().size());
    }

    private static List<Passage> inOrder(List<BaseChain> chains, Passage passage, Matching matching) {
        List<Passage> moving = List.of(passage);
        for (BaseChain chain : chains) {
            moving = each(moving, one -> chain(chain, one, matching));
        }
        return moving;
    }

    private static List<Passage> chain(BaseChain chain, Passage passage, Matching matching) {
        return due(chain, passage.packet()) ? ChainRun.run(chain, passage, matching) : List.of(passage);
    }

    private static boolean due(BaseChain chain, Packet packet) {
        if (chain.type() != BaseChain.Type.NAT) {
            return true;
        }
        Connection connection = packet.connection();
        boolean dst = chain.hook() == Hook.PREROUTING || chain.hook() == Hook.OUTPUT;
        return connection.fresh() && !(dst ? connection.dstBound() : connection.srcBound());
    }

    /** A packet that came back over the loopback device or out of IPVS keeps its connection (nf_conntrack_in: "previously seen"). */
    private Passage track(Passage passage) {
        Packet packet = passage.packet();
        boolean known = packet.connection().dstBound() || packet.in().equals(LOOPBACK);
        if (packet.connection().state() != CtState.NEW || known) {
            return passage;
        }
        if (packet.role() instanceof Role.IcmpError error) {
            return Related.track(passage, error);
        }
        Optional<Connection> answered = passage
                .tracked()
                .getOrDefault(passage.at().place(), List.of())
                .stream()
                .filter(one -> one.reply().equals(packet.tuple())
                        && one.zone() == packet.connection().zone())
                .findFirst();
        if (answered.isPresent()) {
            return passage.with(packet.withConnection(answered.get().answer()))
                    .step(
                            Step.Kind.TRACK,
                            "answer of the tracked connection " + answered.get().original(),
                            Basis.DERIVED,
                            List.of());
        }
        Optional<Connection> further = packet.role() instanceof Role.Segment
                ? passage.tracked().getOrDefault(passage.at().place(), List.of()).stream()
                        .filter(one -> one.original().equals(packet.tuple())
                                && one.zone() == packet.connection().zone())
                        .findFirst()
                : Optional.empty();
        if (further.isPresent()) {
            return passage.with(packet.withConnection(further.get().further()))
                    .step(
                            Step.Kind.TRACK,
                            "of the tracked connection " + further.get().original(),
                            Basis.DERIVED,
                            List.of());
        }
        return remembered(passage);
    }

    /**
     * A packet of the client's side: of a connection that was there before when the dump has it, else of a new one. A pod's namespace tracks only when rules of its
     * own ask for it.
     */
    private Passage remembered(Passage passage) {
        Packet packet = passage.packet();
        ConntrackView view = terrain.conntrack(passage.at());
        // The entries of IPVS hold no translation that NAT would apply; its own table decides (ip_vs_nfct.c).
        boolean scheduled = passage.at().netns().rules().ipvs().virtualServers().stream()
                .anyMatch(server -> server.service()
                        .equals(new IpvsService.At(
                                packet.tuple().proto(), packet.tuple().dst())));
        Optional<ConntrackFact> entry = packet.tuple().src().port() == 0 || scheduled
                ? Optional.empty()
                : view.entry(packet.connection().zone(), packet.tuple());
        if (entry.isPresent()) {
            ConntrackFact fact = entry.get();
            String seen = fact.unreplied() ? ", unanswered so far" : "";
            return passage.with(packet.withConnection(Connection.of(fact)))
                    .step(
                            Step.Kind.TRACK,
                            "connection that was there before: answers are expected from "
                                    + fact.reply().src() + seen,
                            Basis.OBSERVED,
                            List.of(fact.source()));
        }
        if (unasked(packet)) {
            return passage.with(packet.withConnection(packet.connection().in(CtState.INVALID)))
                    .step(
                            Step.Kind.TRACK,
                            "an answer to nothing that was tracked here: INVALID",
                            Basis.DERIVED,
                            List.of());
        }
        Passage begun = passage.with(packet.withConnection(
                Connection.begin(packet.tuple()).inZone(packet.connection().zone())));
        return passage.at().host() && !packet.connection().answering()
                ? view.full(passage.at())
                        .map(full -> begun.step(
                                        Step.Kind.TRACK, "no room for a new connection", Basis.DERIVED, full.by())
                                .end(full))
                        .orElse(begun)
                : begun;
    }

    /** A SYN-ACK, a reset or an echo reply begins no connection (nf_conntrack_proto_tcp.c, tcp_conntracks; nf_conntrack_proto_icmp.c, valid_new; ..._sctp.c). */
    private static boolean unasked(Packet packet) {
        boolean answers = packet.role() instanceof Role.Answer || packet.role() instanceof Role.Reset;
        return answers
                && !packet.tuple().proto().equals(Proto.UDP)
                && packet.inner().isEmpty();
    }

    private static Passage answerDestination(Hook hook, Passage passage) {
        if (passage.packet().role() instanceof Role.IcmpError error) {
            return Related.destination(hook, passage, error);
        }
        Connection connection = passage.packet().connection();
        FiveTuple tuple = passage.packet().tuple();
        if (connection.answering()) {
            return connection.sourceTranslated()
                    ? rewritten(
                            hook, passage, tuple.withDst(connection.original().src()))
                    : passage;
        }
        return known(passage.packet()) && connection.destinationTranslated()
                ? rewritten(hook, passage, tuple.withDst(connection.reply().src()))
                : passage;
    }

    /** A packet of the client's side whose translation stands already: its connection is in a dump, or an earlier packet of this walk began it. */
    private static boolean known(Packet packet) {
        Connection connection = packet.connection();
        return connection.entry().isPresent() && connection.state() != CtState.UNTRACKED
                || packet.role() instanceof Role.Segment && connection.state() == CtState.ESTABLISHED;
    }

    private static Passage answerSource(Hook hook, Passage passage) {
        if (passage.packet().role() instanceof Role.IcmpError error) {
            return Related.source(hook, passage, error);
        }
        Connection connection = passage.packet().connection();
        FiveTuple tuple = passage.packet().tuple();
        if (connection.answering()) {
            return connection.destinationTranslated()
                    ? rewritten(
                            hook, passage, tuple.withSrc(connection.original().dst()))
                    : passage;
        }
        if (!known(passage.packet()) || !connection.sourceTranslated()) {
            return passage;
        }
        Passage there =
                rewritten(hook, passage, tuple.withSrc(connection.reply().dst()));
        return tuple.src().equals(connection.reply().dst()) ? there : there.masked();
    }

    private static Passage rewritten(Hook hook, Passage passage, FiveTuple to) {
        Packet before = passage.packet();
        if (before.tuple().equals(to)) {
            return passage;
        }
        Packet after = before.withTuple(to);
        IpPort was = before.tuple().src().equals(to.src())
                ? before.tuple().dst()
                : before.tuple().src();
        IpPort becomes = before.tuple().src().equals(to.src()) ? to.dst() : to.src();
        return passage.with(after)
                .step(new Step(
                        passage.at().node(),
                        passage.at().label(),
                        Step.Kind.TRANSLATE,
                        hook.word(),
                        "",
                        "",
                        was + " becomes " + becomes
                                + (before.connection().answering() ? " again" : "")
                                + ", as the connection remembers",
                        before.hop(),
                        after.hop(),
                        before.connection().entry().isPresent() ? Basis.OBSERVED : Basis.DERIVED,
                        before.connection().entry().stream().toList()));
    }

    /** The last hook confirms the connection: from now on answers are known here. */
    private static Passage confirm(Passage passage) {
        Connection connection = passage.packet().connection();
        boolean error = connection.state() == CtState.RELATED;
        boolean held = connection.entry().isPresent() && !connection.answering() && !error;
        return connection.fresh() || held ? passage.remember() : passage;
    }
}

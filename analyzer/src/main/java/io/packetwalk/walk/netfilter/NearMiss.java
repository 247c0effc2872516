package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Program;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rule that came nearest to changing how a path ends: of the rules that would have let a stopped packet pass (or would have stopped one that arrived) the one with
 * the fewest conditions that do not hold, jumps that lead to it counted in.
 *
 * @param source where it stands
 * @param rule its text
 * @param node the node, empty for a bare rule set
 * @param hook hook
 * @param table table
 * @param chain chain
 * @param failed the conditions that do not hold, in words
 */
public record NearMiss(
        Source source, String rule, String node, String hook, String table, String chain, List<String> failed) {

    private static final int MOST_FAILED = 3;

    public NearMiss {
        failed = List.copyOf(failed);
    }

    /** One per path at most, without repeats. */
    public static List<NearMiss> of(Cluster cluster, Walk walk) {
        Terrain terrain = new Terrain(cluster);
        return walk.paths().stream()
                .flatMap(path -> of(path, terrain).stream())
                .distinct()
                .toList();
    }

    private static Optional<NearMiss> of(Path path, Terrain terrain) {
        boolean delivered = path.verdict() instanceof Verdict.Delivered;
        List<Step> hooks =
                path.steps().stream().filter(step -> !step.hook().isEmpty()).toList();
        boolean stopped = path.verdict() instanceof Verdict.Dropped || path.verdict() instanceof Verdict.Rejected;
        if (hooks.isEmpty() || !delivered && !stopped) {
            return Optional.empty();
        }
        List<Step> asked = delivered ? hooks : List.of(hooks.getLast());
        boolean byRule = delivered || asked.getLast().sources().stream().anyMatch(path.by()::contains);
        return byRule
                ? asked.stream()
                        .flatMap(step -> of(step, path.by(), delivered, terrain).stream())
                        .min(Comparator.comparingInt(near -> near.failed().size()))
                : Optional.empty();
    }

    private static Optional<NearMiss> of(Step step, List<Source> by, boolean delivered, Terrain terrain) {
        Optional<Site> site = site(step, terrain);
        Optional<Hook> hook = Hook.of(step.hook());
        if (site.isEmpty() || hook.isEmpty()) {
            return Optional.empty();
        }
        boolean v6 = step.before().tuple().dst().ip().v6();
        Program program = terrain.program(site.get(), v6);
        Search search = new Search(
                new Matching(site.get(), program, terrain),
                Packet.made(step.before().tuple())
                        .withMark(step.before().mark())
                        .on("?", "?"),
                by,
                delivered);
        for (BaseChain base : program.at(hook.get())) {
            if (base.type() == BaseChain.Type.FILTER
                    && (delivered || base.table().equals(step.table()))) {
                search.base(base);
            }
        }
        return search.best.map(found -> new NearMiss(
                found.rule().source(),
                found.rule().text(),
                step.node(),
                step.hook(),
                found.table(),
                found.chain(),
                found.failed().stream().map(NearMiss::words).toList()));
    }

    private static Optional<Site> site(Step step, Terrain terrain) {
        if (step.netns().equals("host")) {
            return terrain.cluster().node(step.node()).map(terrain::host);
        }
        return terrain.cluster().pods().stream()
                .filter(pod -> pod.ref().toString().equals(step.netns()))
                .findFirst()
                .filter(Pod::ownNetwork)
                .flatMap(terrain::pod);
    }

    private record Found(Rule rule, String table, String chain, List<Cond> failed) {}

    /** One base chain after the other, in order, up to the rule that decided. */
    private static final class Search {
        private final Matching matching;
        private final Packet packet;
        private final List<Source> by;
        private final boolean delivered;
        private final Map<String, Integer> seen = new HashMap<>();
        private Optional<Found> best = Optional.empty();
        private boolean decided;

        Search(Matching matching, Packet packet, List<Source> by, boolean delivered) {
            this.matching = matching;
            this.packet = packet;
            this.by = by;
            this.delivered = delivered;
        }

        void base(BaseChain base) {
            seen.clear();
            chain(base, base.chain(), List.of());
        }

        private void chain(BaseChain base, Chain chain, List<Cond> before) {
            Integer earlier = seen.get(chain.name());
            if (earlier != null && earlier <= before.size()) {
                return;
            }
            seen.put(chain.name(), before.size());
            for (Rule rule : chain.rules()) {
                if (decided) {
                    return;
                }
                if (!delivered && before.isEmpty() && by.contains(rule.source())) {
                    decided = true;
                    return;
                }
                rule(base, chain, rule, before);
            }
        }

        private void rule(BaseChain base, Chain chain, Rule rule, List<Cond> before) {
            List<Cond> failed = Stream.concat(
                            before.stream(),
                            rule.conds().stream()
                                    .filter(cond -> matching.test(cond, packet).no()))
                    .toList();
            if (failed.size() > MOST_FAILED
                    || best.filter(known -> known.failed().size() <= failed.size())
                            .isPresent()) {
                return;
            }
            switch (rule.action()) {
                case Action.Jump jump -> into(base, jump.chain(), failed);
                case Action.Goto go -> into(base, go.chain(), failed);
                case Action.Accept _a -> found(base, chain, rule, failed, !delivered);
                case Action.Drop _d -> found(base, chain, rule, failed, delivered);
                case Action.Reject _r -> found(base, chain, rule, failed, delivered);
                default -> {
                    // Changes no verdict by itself.
                }
            }
        }

        private void into(BaseChain base, String name, List<Cond> failed) {
            base.chains().get(name).ifPresent(target -> chain(base, target, failed));
        }

        private void found(BaseChain base, Chain chain, Rule rule, List<Cond> failed, boolean changes) {
            if (changes && !failed.isEmpty()) {
                best = Optional.of(new Found(rule, base.table(), chain.name(), List.copyOf(failed)));
            }
        }
    }

    private static String words(Cond cond) {
        return switch (cond) {
            case Cond.Not not -> "not " + words(not.cond());
            case Cond.Address address ->
                address.end().name().toLowerCase(java.util.Locale.ROOT) + " "
                        + (address.exact() ? address.first().toString() : address.first() + "-" + address.last());
            case Cond.ProtocolIs is -> "protocol " + is.proto();
            case Cond.Port port ->
                port.end().name().toLowerCase(java.util.Locale.ROOT) + " port "
                        + port.ports().ranges();
            case Cond.InDevice in -> "input interface " + in.pattern();
            case Cond.OutDevice out -> "output interface " + out.pattern();
            case Cond.MarkIs mark -> "mark 0x" + Long.toHexString(mark.value()) + "/0x" + Long.toHexString(mark.mask());
            case Cond.StateIn in ->
                "connection state " + in.states().stream().sorted().toList();
            case Cond.InSet in -> "member of set " + in.set();
            default -> cond.toString();
        };
    }
}

package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-098: strict reverse path filtering drops packets whose way back is by another interface than the one they came in on. */
public final class RpFilterDrop implements Check {

    private static final CheckId ID = new CheckId("PW-098", "rp-filter-drop", "podnet", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    /** The setting that drops, and the flows that end there. */
    private record Filter(Node node, SysctlFact setting, Path path, List<Flow> flows) {}

    @Override
    public Outcome run(Case that) {
        Map<String, Filter> filters = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            new FailedFlows(that)
                    .brokenPath(flow)
                    .ifPresent(path -> setting(that, path)
                            .ifPresent(found -> filters.computeIfAbsent(
                                            found.node().name()
                                                    + found.setting().key(),
                                            key -> new Filter(found.node(), found.setting(), path, new ArrayList<>()))
                                    .flows()
                                    .add(flow)));
        }
        if (!filters.isEmpty()) {
            return new Outcome.Found(filters.values().stream()
                    .map(filter -> finding(that, filter))
                    .toList());
        }
        List<Missing> missing = that.cluster().nodes().stream()
                .filter(node ->
                        node.netns().sysctl("net.ipv4.conf.all.rp_filter").isEmpty())
                .map(node -> new Missing(
                        "sysctl net.ipv4.conf.*.rp_filter of " + node.name(),
                        "not dumped",
                        "sysctl -a on " + node.name() + " (net.ipv4.conf)"))
                .toList();
        return missing.isEmpty()
                ? new Outcome.Clear("no failed flow's walk ends at a reverse path filter")
                : new Outcome.Undetermined(missing);
    }

    /** A node's setting. */
    private record Setting(Node node, SysctlFact setting) {}

    private static Optional<Setting> setting(Case that, Path path) {
        return that.cluster().nodes().stream()
                .flatMap(node -> node.netns().sysctls().values().stream()
                        .filter(sysctl -> sysctl.key().endsWith("rp_filter"))
                        .filter(sysctl -> path.by().contains(sysctl.source()))
                        .map(sysctl -> new Setting(node, sysctl)))
                .min(Comparator.comparing(found -> found.setting().key()));
    }

    private static Finding finding(Case that, Filter filter) {
        Node node = filter.node();
        List<Flow> failed = filter.flows();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> failed.contains(flow)
                        || Whereabouts.server(that, flow).filter(node::equals).isPresent())
                .toList();
        Optional<CounterFact> counter = node.netns().counters().get("TcpExtIPReversePathFilter");
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("packets into " + node.name(), failed, all))
                .why(filter.path().reason() + ".");
        filter.path().by().stream()
                .limit(4)
                .forEach(source -> claim.shows(
                        source.equals(filter.setting().source())
                                ? filter.setting().key() + " = "
                                        + filter.setting().value()
                                : "the way back",
                        source));
        counter.filter(fact -> fact.value() > 0)
                .ifPresent(fact -> claim.shows("the filter dropped " + fact.value() + " packets", fact.source()));
        claim.shows(
                "SYN from " + failed.getFirst().client().at() + ": "
                        + Sentences.word(failed.getFirst().state()),
                failed.getFirst().nearest().source());
        Proof proof = new Proof(
                Condition.yes(
                        "strict filtering is on where the packet comes in",
                        List.of(filter.setting().source())),
                Condition.yes(
                        "the walk of the failed flows ends at the filter",
                        List.copyOf(filter.path().by())),
                Condition.yes(
                        "connections failed",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, filter.setting().source(), failed),
                List.of(new Condition(
                        "the kernel counts drops of the filter (IPReversePathFilter)",
                        counter.filter(fact -> fact.value() > 0).isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                        counter.map(CounterFact::source).stream().toList())));
        String key = filter.setting().key();
        return claim.not("PW-092", "the packet is decapsulated and then dropped")
                .remedy(
                        "sysctl -w net.ipv4.conf.all.rp_filter=0 " + key.replace(".all.", ".default.") + "=2  # on "
                                + node.name(),
                        "low, this node accepts packets that come in by another way than they would go back",
                        "sysctl -w " + key + "=" + filter.setting().value())
                .then("nstat -az TcpExtIPReversePathFilter on " + node.name() + " stands still")
                .unless("a route back by the interface the packet came in on")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}

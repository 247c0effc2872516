package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.check.served.Served;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PW-049: a node's eBPF maps name other backends than the API lists: none, not all, or ones that are gone. */
public final class MapsDrift implements Check {

    private static final CheckId ID = new CheckId("PW-049", "ebpf-backend-missing", "translation", 11);
    private static final String MAPS = "cilium-dbg bpf lb list";

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Node> nodes =
                that.cluster().nodes().stream().filter(MapsDrift::ciliums).toList();
        if (nodes.isEmpty()) {
            return new Outcome.NotApplicable("no node has Cilium's devices or maps");
        }
        Optional<Outcome> nothing = RulesDrift.nothing(that);
        if (nothing.isPresent()) {
            return nothing.get();
        }
        Drifts drifts = new Drifts(that);
        List<Drift> found = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : nodes) {
            Served served = that.served().on(node);
            Stream<Implementation> maps =
                    Stream.of(served.cilium(false), served.cilium(true)).flatMap(Optional::stream);
            if (maps.anyMatch(served::whole)) {
                found.addAll(drifts.ofCilium(node));
            } else {
                missing.add(new Missing(
                        "Services of " + node.name(),
                        "its programs translate them by maps, which were not listed",
                        MAPS + " on " + node.name()));
            }
        }
        return DriftOutcome.of(that, ID, found, missing, MAPS, "Cilium's agent")
                .orElseGet(
                        () -> new Outcome.Clear("the maps of every node have exactly the backends that the API lists"));
    }

    private static boolean ciliums(Node node) {
        return !node.netns().cilium().services().isEmpty()
                || node.netns().links().stream().anyMatch(link -> link.name().startsWith("cilium_"));
    }
}

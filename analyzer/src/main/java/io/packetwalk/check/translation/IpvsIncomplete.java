package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Implementation;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;

/** PW-043: in IPVS mode a node lacks the virtual server of a Service that has endpoints, or its real servers, or the address on kube-ipvs0. */
public final class IpvsIncomplete implements Check {

    private static final CheckId ID = new CheckId("PW-043", "ipvs-vs-incomplete", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    /** True for a difference that this cause names. */
    static boolean names(Drift drift) {
        return drift.backend() == Backend.IPVS && drift.kind() == Drift.Kind.MISSING;
    }

    @Override
    public Outcome run(Case that) {
        List<Node> nodes = that.cluster().nodes().stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.IPVS)
                .toList();
        if (nodes.isEmpty()) {
            return new Outcome.NotApplicable("no node has the device kube-ipvs0");
        }
        List<Missing> missing = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Drifts drifts = new Drifts(that);
        for (Node node : nodes) {
            boolean whole = node.netns().complete("ipvsadm")
                    && that.served().on(node).implementations().stream()
                            .map(Implementation::backend)
                            .anyMatch(Backend.IPVS::equals);
            if (!whole) {
                missing.add(new Missing(
                        "virtual servers of " + node.name(),
                        "not dumped, or not completely",
                        "ipvsadm -Sn; ip addr show kube-ipvs0; ipset save on " + node.name()));
                continue;
            }
            List<Drift> incomplete =
                    drifts.of(node).stream().filter(IpvsIncomplete::names).toList();
            if (!incomplete.isEmpty()) {
                findings.add(new DriftClaim(that, ID, incomplete).finding());
            }
        }
        return Outcome.of(findings, missing, "every Service with endpoints has its virtual server on every node");
    }
}

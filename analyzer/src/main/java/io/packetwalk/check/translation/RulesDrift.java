package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Backend;
import io.packetwalk.check.served.Served;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** PW-034: a node's Service rules name other endpoints than the API lists: stale ones, or not all; or packets do not come to them. */
public final class RulesDrift implements Check {

    private static final CheckId ID = new CheckId("PW-034", "kubeproxy-rules-drift", "translation", 11);
    private static final String RULES = "iptables-save -c; ip6tables-save -c; nft -a list ruleset; ipvsadm -Sn";

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Optional<Outcome> nothing = nothing(that);
        if (nothing.isPresent()) {
            return nothing.get();
        }
        Drifts drifts = new Drifts(that);
        List<Drift> found = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        boolean looked = false;
        for (Node node : that.cluster().nodes()) {
            switch (Proxies.of(node)) {
                case IPTABLES, NFTABLES, IPVS -> {
                    if (known(that, node)) {
                        looked = true;
                        found.addAll(drifts.of(node));
                    } else {
                        missing.add(rulesOf(node));
                    }
                }
                case UNKNOWN -> missing.add(rulesOf(node));
                case REPLACED, NONE -> {
                    // What replaces kube-proxy is PW-049's, and no rules at all is PW-033.
                }
            }
        }
        List<Finding> findings = unreached(that, found);
        // What stands in IPVS alone and is not served has a name of its own: PW-043.
        found.removeIf(IpvsIncomplete::names);
        Map<String, Set<Address>> contested = new HashMap<>();
        found.removeIf(drift -> contested
                .computeIfAbsent(drift.node().name(), _new -> DualServiceProxy.contested(that, drift.node()))
                .contains(drift.address()));
        Outcome clear = looked
                ? new Outcome.Clear("every node sends to exactly the endpoints that the API lists")
                : new Outcome.NotApplicable("no node has kube-proxy rules");
        Outcome drift =
                DriftOutcome.of(that, ID, found, missing, RULES, "kube-proxy").orElse(clear);
        if (drift instanceof Outcome.Found more) {
            findings.addAll(more.findings());
        }
        return findings.isEmpty() ? drift : new Outcome.Found(findings);
    }

    /** Without listed endpoints there is nothing to compare with. */
    static Optional<Outcome> nothing(Case that) {
        if (!Drifts.services(that).isEmpty()) {
            return Optional.empty();
        }
        boolean addressed = that.cluster().services().stream()
                .anyMatch(service -> !service.object().clusterIps().isEmpty());
        Optional<Missing> slices = addressed ? Needs.list(that, "endpointslices") : Optional.empty();
        return Optional.of(slices.<Outcome>map(missing -> new Outcome.Undetermined(List.of(missing)))
                .orElseGet(() ->
                        new Outcome.NotApplicable("no Service with a cluster IP and listed endpoints in the bundle")));
    }

    /** Services whose rules are as the API wants them, and are not reached. What leaves packets untracked is PW-068. */
    private static List<Finding> unreached(Case that, List<Drift> drifts) {
        List<Finding> findings = new ArrayList<>();
        Unreached.of(that).stream()
                .filter(way -> !way.untracked())
                .filter(way -> Proxies.of(way.node()) != Proxies.Kind.REPLACED && known(that, way.node()))
                .filter(way -> way.failed().stream()
                        .noneMatch(flow -> drifts.stream()
                                .anyMatch(drift -> drift.node().equals(way.node()) && drift.concerns(flow))))
                .forEach(way -> findings.add(UnreachedClaim.finding(that, ID, way)));
        return findings;
    }

    /** The rules of kube-proxy on the node are there and complete. */
    private static boolean known(Case that, Node node) {
        Served served = that.served().on(node);
        return served.implementations().stream()
                .anyMatch(known -> known.backend() != Backend.CILIUM && served.whole(known));
    }

    private static Missing rulesOf(Node node) {
        return new Missing("rules of " + node.name(), "not dumped, or not completely", RULES + " on " + node.name());
    }
}

package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** PW-034: a node's Service rules name other endpoints than the API lists: stale ones, or not all. */
public final class RulesDrift implements Check {

    private static final CheckId ID = new CheckId("PW-034", "kubeproxy-rules-drift", "translation", 11);

    /** Of so many differences on one node, each is no fault of its own. */
    private static final int MANY = 8;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (Drifts.services(that).isEmpty()) {
            boolean addressed = that.cluster().services().stream()
                    .anyMatch(service -> !service.object().clusterIps().isEmpty());
            return addressed && Needs.list(that, "endpointslices").isPresent()
                    ? new Outcome.Undetermined(
                            Needs.list(that, "endpointslices").stream().toList())
                    : new Outcome.NotApplicable("no Service with a cluster IP and listed endpoints in the bundle");
        }
        Drifts drifts = new Drifts(that);
        List<Drift> found = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        boolean looked = false;
        for (Node node : that.cluster().nodes()) {
            switch (Proxies.of(node)) {
                case IPTABLES, NFTABLES, IPVS -> {
                    if (that.served().on(node).implementations().stream()
                            .anyMatch(that.served().on(node)::whole)) {
                        looked = true;
                        found.addAll(drifts.of(node));
                    } else {
                        missing.add(rulesOf(node));
                    }
                }
                case REPLACED ->
                    missing.add(new Missing(
                            "Services of " + node.name(),
                            "its datapath replaces kube-proxy, and its maps are not read",
                            "cilium-dbg service list -o json on " + node.name()));
                case UNKNOWN -> missing.add(rulesOf(node));
                case NONE -> {
                    // No rules at all is PW-033.
                }
            }
        }
        // What stands in IPVS alone and is not served has a name of its own: PW-043.
        found.removeIf(IpvsIncomplete::names);
        Map<String, Set<Address>> contested = new HashMap<>();
        found.removeIf(drift -> contested
                .computeIfAbsent(drift.node().name(), _new -> DualServiceProxy.contested(that, drift.node()))
                .contains(drift.address()));
        List<Drift> young = found.stream().filter(drift -> young(that, drift)).toList();
        found.removeAll(young);
        young.forEach(drift -> missing.add(new Missing(
                "the rules of " + drift.node().name() + " for " + drift.name() + " a minute later",
                "the API changed less than a minute before they were collected: kube-proxy may not have written it yet",
                rulesOf(drift.node()).command())));
        if (!found.isEmpty()) {
            return new Outcome.Found(groups(found).stream()
                    .map(group -> new DriftClaim(that, ID, group).finding())
                    .toList());
        }
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        return looked
                ? new Outcome.Clear("every node sends to exactly the endpoints that the API lists")
                : new Outcome.NotApplicable("no node has kube-proxy rules");
    }

    private static Missing rulesOf(Node node) {
        return new Missing(
                "rules of " + node.name(),
                "not dumped, or not completely",
                "iptables-save -c; ip6tables-save -c; nft -a list ruleset; ipvsadm -Sn on " + node.name());
    }

    /** Too young to be a fault, and nobody was hurt. */
    private static boolean young(Case that, Drift drift) {
        DriftClaim claim = new DriftClaim(that, ID, List.of(drift));
        return claim.settled() == Ternary.NO && claim.failed().isEmpty();
    }

    /** One group for each Service of a node, or one for all when they are many: then the node is what is wrong. */
    private static Collection<List<Drift>> groups(List<Drift> drifts) {
        Map<String, List<Drift>> groups = new TreeMap<>();
        for (Drift drift : drifts) {
            String owner =
                    drift.service().map(Service::ref).map(ObjectRef::toString).orElse("");
            groups.computeIfAbsent(drift.node().name() + "\n" + owner, key -> new ArrayList<>())
                    .add(drift);
        }
        Map<String, List<Drift>> byNode = new TreeMap<>();
        groups.values()
                .forEach(group -> byNode.computeIfAbsent(group.getFirst().node().name(), key -> new ArrayList<>())
                        .addAll(group));
        List<List<Drift>> chosen = new ArrayList<>();
        byNode.forEach((node, all) -> {
            List<List<Drift>> own = groups.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(node + "\n"))
                    .map(Map.Entry::getValue)
                    .toList();
            if (own.size() > MANY) {
                chosen.add(all);
            } else {
                chosen.addAll(own);
            }
        });
        return chosen;
    }
}

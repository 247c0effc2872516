package io.packetwalk.check.dns;

import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Pod;
import java.util.List;

/** A resolver configuration that asks the cluster's DNS and lacks the cluster's search list: short names go out as they are, and nobody knows them. */
final class SearchListGone {

    private SearchListGone() {}

    /** The policy of the pod promises the list of its namespace, and the file has none of the cluster's domains. */
    static boolean in(Pod pod, ResolvConfFact resolver) {
        boolean promised = pod.object().dnsPolicy().equals("ClusterFirst") && pod.ownNetwork()
                || pod.object().dnsPolicy().equals("ClusterFirstWithHostNet");
        return promised
                && resolver.search().stream()
                        .noneMatch(domain -> domain.startsWith("svc.") || domain.contains(".svc."));
    }

    static Finding finding(CheckId id, Pod pod, ResolvConfFact resolver, List<Lookup> failed) {
        Lookup first = failed.getFirst();
        boolean bare = failed.stream().noneMatch(lookup -> lookup.name().contains(".svc"));
        String namespace = pod.ref().namespace();
        String search =
                resolver.search().isEmpty() ? "no search list" : "search " + String.join(" ", resolver.search());
        return Claim.of(id)
                .about(pod.ref())
                .what(pod.ref() + ": " + failed.size() + (failed.size() == 1 ? " lookup" : " lookups")
                        + " of cluster names failed, for example " + first.name() + ".")
                .why("Its resolv.conf has " + search + ", although dnsPolicy "
                        + pod.object().dnsPolicy() + " gives it " + namespace
                        + ".svc and its kin: short names are asked as they are.")
                .shows(search, resolver.source())
                .shows("dnsPolicy " + pod.object().dnsPolicy(), pod.object().source())
                .shows(
                        "query for " + first.exchanges().getFirst().exchange().qname() + ": " + first.outcome(),
                        first.exchanges().getFirst().source())
                .not("PW-116", "the name is right, its domain is not added")
                .remedy(
                        "kubectl -n " + namespace + " exec " + pod.ref().name()
                                + " -- cat /etc/resolv.conf  # who wrote it?",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " delete pod " + pod.ref().name(),
                        "medium, one pod starts anew with a file that kubelet writes",
                        "none needed")
                .then("nslookup kubernetes.default in " + pod.ref())
                .unless("a later resolv.conf of the pod")
                .explainsLookups(failed)
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("the file has no domain of the cluster", List.of(resolver.source())),
                                new Condition(
                                        "lookups of cluster names failed",
                                        Ternary.YES,
                                        List.of(first.exchanges().getFirst().source())),
                                new Condition("the names that failed are short ones", Ternary.of(bare), List.of())));
    }
}

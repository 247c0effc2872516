package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-013: a short name is looked up in the client's namespace, but the Service lives in another one. */
public final class CrossNamespace implements Check {

    private static final CheckId ID = new CheckId("PW-013", "svc-cross-namespace", "service", 5);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().services().isEmpty()) {
            return new Outcome.NotApplicable("no Services in the bundle");
        }
        if (that.flows().lookups().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "name lookups",
                    "no capture shows DNS",
                    "tcpdump -ni any -s 0 -w dns.pcap port 53 on the client's node")));
        }
        Map<String, List<Lookup>> byName = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("nxdomain"))
                .filter(lookup -> !elsewhere(that.cluster(), lookup).isEmpty())
                .collect(Collectors.groupingBy(Lookup::key, TreeMap::new, Collectors.toList()));
        List<Finding> findings =
                byName.values().stream().map(lookups -> finding(that, lookups)).toList();
        return Outcome.of(findings, List.of(), "no name that failed belongs to a Service of another namespace");
    }

    /** Services of the asked name in other namespaces, when the namespace that was asked has none. */
    private static List<Service> elsewhere(Cluster cluster, Lookup lookup) {
        for (Lookup.Asked asked : lookup.exchanges()) {
            String[] labels = asked.exchange().qname().split("\\.", -1);
            if (labels.length >= 3 && labels[2].equals("svc")) {
                if (cluster.service(labels[1], labels[0]).isEmpty()
                        && cluster.namespaces().stream()
                                .anyMatch(ns -> ns.ref().name().equals(labels[1]))) {
                    return cluster.directory().register().servicesCalled(labels[0]);
                }
            }
        }
        return List.of();
    }

    private static Finding finding(Case that, List<Lookup> lookups) {
        Lookup first = lookups.getFirst();
        Service service = elsewhere(that.cluster(), first).getFirst();
        String client = first.clientObject()
                .map(ObjectRef::toString)
                .orElse(first.client().toString());
        Lookup.Asked asked = first.exchanges().getFirst();
        String qualified = service.ref().name() + "." + service.ref().namespace();
        Condition there = Condition.yes(
                service.ref() + " exists, none of that name in the namespace asked",
                List.of(service.object().source()));
        return Claim.of(ID)
                .about(service.ref())
                .what(client + " cannot resolve " + first.name() + ": NXDOMAIN (" + lookups.size()
                        + (lookups.size() == 1 ? " lookup)." : " lookups)."))
                .why("The Service is in namespace " + service.ref().namespace()
                        + "; a name without a namespace is looked up in the client's own.")
                .shows("asked " + asked.exchange().qname() + ": NXDOMAIN", asked.source())
                .shows(
                        service.ref() + " is in another namespace",
                        service.object().source())
                .not("PW-116", "a Service of that name exists")
                .remedy(
                        "# use the name " + qualified + " in the client's configuration",
                        "low, this client only",
                        "use the former name")
                .then("nslookup " + qualified + " in " + client)
                .unless("a Service dump of the same time with the name in the client's namespace")
                .explainsLookups(lookups)
                .finding(
                        Severity.S1,
                        new Proof(
                                there,
                                Condition.yes("the DNS server answered NXDOMAIN", List.of(asked.source())),
                                Condition.yes("the lookup failed", List.of(asked.source())),
                                there,
                                List.of(Condition.yes(
                                        "PW-116: the name is not a typo",
                                        List.of(service.object().source())))));
    }
}

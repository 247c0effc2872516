package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Spelling;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PW-116: the name that was asked names no Service, and one that is nearly spelt so exists. */
public final class NameWrong implements Check {

    private static final CheckId ID = new CheckId("PW-116", "dns-name-wrong", "dns", 5);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Pattern SERVICE = Pattern.compile("([^.]+)\\.([^.]+)\\.svc\\..*");

    @Override
    public Outcome run(Case that) {
        if (that.cluster().services().isEmpty()) {
            return new Outcome.Undetermined(Needs.lists(that, "services"));
        }
        Map<String, List<Lookup>> byName = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("nxdomain"))
                .filter(lookup -> near(that.cluster(), lookup).isPresent())
                .collect(Collectors.groupingBy(Lookup::key, TreeMap::new, Collectors.toList()));
        List<Finding> findings =
                byName.values().stream().map(lookups -> finding(that, lookups)).toList();
        return Outcome.of(findings, List.of(), "no name that failed is nearly a Service's");
    }

    /** The Service meant: the name differs by at most two letters in a namespace that exists, or the namespace does. A name that exists elsewhere is PW-013. */
    private static Optional<Service> near(Cluster cluster, Lookup lookup) {
        for (Lookup.Asked asked : lookup.exchanges()) {
            Matcher matcher = SERVICE.matcher(asked.exchange().qname());
            if (matcher.matches()) {
                String name = matcher.group(1);
                String namespace = matcher.group(2);
                boolean known = cluster.namespaces().stream()
                        .anyMatch(candidate -> candidate.ref().name().equals(namespace));
                boolean elsewhere = known
                        && cluster.services().stream()
                                .anyMatch(service -> service.ref().name().equals(name));
                if (cluster.service(namespace, name).isPresent() || elsewhere) {
                    return Optional.empty();
                }
                Optional<Service> meant = cluster.services().stream()
                        .filter(service -> known
                                ? service.ref().namespace().equals(namespace)
                                        && Spelling.alike(service.ref().name(), name)
                                : service.ref().name().equals(name)
                                        && Spelling.alike(service.ref().namespace(), namespace))
                        .min(Comparator.comparingInt((Service service) ->
                                        Spelling.edits(service.ref().name(), name))
                                .thenComparing(Service::ref));
                if (meant.isPresent()) {
                    return meant;
                }
            }
        }
        return Optional.empty();
    }

    private static Finding finding(Case that, List<Lookup> lookups) {
        Lookup first = lookups.getFirst();
        Service meant = near(that.cluster(), first).orElseThrow();
        Lookup.Asked asked = first.exchanges().getFirst();
        String client = first.clientObject()
                .map(ObjectRef::toString)
                .orElse(first.client().toString());
        Condition absent = Condition.yes(
                "no Service has the name that was asked", List.of(meant.object().source()));
        String right = meant.ref().name() + "." + meant.ref().namespace();
        return Claim.of(ID)
                .about(meant.ref())
                .what(client + " cannot resolve " + first.name() + ": NXDOMAIN (" + lookups.size()
                        + (lookups.size() == 1 ? " lookup)." : " lookups)."))
                .why("No Service is called so; " + meant.ref() + " nearly is.")
                .shows("asked " + asked.exchange().qname() + ": NXDOMAIN", asked.source())
                .shows(meant.ref() + " exists", meant.object().source())
                .not("PW-013", "no Service of exactly that name exists in any namespace")
                .remedy(
                        "# use the name " + right + " in the client's configuration",
                        "low, this client only",
                        "use the former name")
                .then("nslookup " + right + " in " + client)
                .unless("a Service dump of the time of the lookup that has the name")
                .explainsLookups(lookups)
                .finding(
                        Severity.S1,
                        Stated.told(
                                absent, Condition.yes("the DNS server answered NXDOMAIN", List.of(asked.source()))));
    }
}

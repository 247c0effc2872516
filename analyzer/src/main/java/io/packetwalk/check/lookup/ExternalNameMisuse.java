package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** PW-027: a Service of type ExternalName is a CNAME and no more: an address is no name to point to, a dead name leads nowhere, and the server sees the Service's name. */
public final class ExternalNameMisuse implements Check {

    private static final CheckId ID = new CheckId("PW-027", "externalname-misuse", "dns", 5);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> services = that.cluster().services().stream()
                .filter(service -> service.object().type().equals("ExternalName"))
                .toList();
        if (services.isEmpty()) {
            return that.cluster().services().isEmpty()
                    ? new Outcome.Undetermined(Needs.lists(that, "services"))
                    : new Outcome.NotApplicable("no Service is of type ExternalName");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : services) {
            List<Lookup> lookups = that.flows().lookups().stream()
                    .filter(lookup -> of(service.object(), lookup))
                    .toList();
            List<Lookup> failed = lookups.stream()
                    .filter(lookup -> !lookup.outcome().equals("resolved"))
                    .toList();
            List<Flow> misled = misled(that, service.object(), lookups);
            boolean address = Ip.parse(service.object().externalName()).isPresent();
            if (address || failed.stream().anyMatch(lookup -> lookup.outcome().equals("nxdomain"))) {
                findings.add(dead(service, address, failed));
            } else if (!misled.isEmpty()) {
                findings.add(wrongHost(service, misled));
            }
        }
        return Outcome.of(findings, List.of(), "every ExternalName points to a name, and no lookup of one failed");
    }

    private static boolean of(ServiceFact service, Lookup lookup) {
        String name = service.ref().name() + "." + service.ref().namespace() + ".svc.";
        return lookup.exchanges().stream()
                .anyMatch(asked -> asked.exchange().qname().startsWith(name)
                        && !asked.exchange().rcode().isEmpty());
    }

    /** Requests to the address that name the Service, not the host: refused by status. */
    private static List<Flow> misled(Case that, ServiceFact service, List<Lookup> lookups) {
        Set<String> names = Set.of(
                service.ref().name(),
                service.ref().name() + "." + service.ref().namespace(),
                service.ref().name() + "." + service.ref().namespace() + ".svc");
        return that.flows().all().stream()
                .filter(flow -> lookups.stream()
                        .anyMatch(lookup -> Clients.addresses(lookup)
                                .contains(flow.server().at().ip())))
                .filter(flow -> flow.greeting()
                        .filter(seen -> Set.of(403, 404, 421).contains(seen.status()))
                        .filter(seen -> names.contains(host(seen.host()))
                                || host(seen.host())
                                        .startsWith(service.ref().name() + "."
                                                + service.ref().namespace() + ".svc."))
                        .isPresent())
                .toList();
    }

    private static String host(String header) {
        int colon = header.lastIndexOf(':');
        return (colon < 0 ? header : header.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static Finding dead(Service service, boolean address, List<Lookup> failed) {
        String target = service.object().externalName();
        List<Source> object = List.of(service.object().source());
        List<Source> asked = failed.stream()
                .limit(2)
                .map(lookup -> lookup.exchanges().getLast().source())
                .toList();
        Optional<Lookup> first = failed.stream().findFirst();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(service.ref() + ": " + failed.size() + (failed.size() == 1 ? " lookup" : " lookups")
                        + " of its name failed.")
                .why(
                        address
                                ? "Its externalName is the address " + target
                                        + "; DNS takes it for a name, and no such name exists."
                                : "It points to the name " + target + ", which does not exist.")
                .shows("externalName: " + target, service.object().source());
        first.ifPresent(lookup -> claim.shows(
                lookup.name() + ": " + lookup.outcome(),
                lookup.exchanges().getLast().source()));
        return claim.not("PW-116", "the Service of that name exists")
                .not("PW-118", "the answer is that the name does not exist, not an error")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get svc "
                                + service.ref().name() + " -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        address
                                ? "# replace it by a Service without selector and an EndpointSlice with the address "
                                        + target
                                : "# correct spec.externalName",
                        "low, this Service only",
                        "kubectl apply of the former Service")
                .then("nslookup " + service.ref().name() + "." + service.ref().namespace() + " in a pod")
                .unless("an answer of the time of the failure that has an address")
                .explainsLookups(failed)
                .finding(
                        Severity.S1,
                        new Proof(
                                address
                                        ? Condition.yes("externalName is an address", object)
                                        : Condition.yes("the name it points to does not exist", asked),
                                new Condition(
                                        "lookups of the Service's name failed", Ternary.of(!failed.isEmpty()), asked),
                                new Condition("clients got no address", Ternary.of(!failed.isEmpty()), asked),
                                failed.isEmpty()
                                        ? Condition.unknown("seen when it failed")
                                        : Condition.yes("the answer is the failure", asked),
                                List.of()));
    }

    private static Finding wrongHost(Service service, List<Flow> misled) {
        Flow first = misled.getFirst();
        List<Source> seen =
                misled.stream().limit(2).map(flow -> flow.nearest().source()).toList();
        String target = service.object().externalName();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(service.ref() + ": " + misled.size() + (misled.size() == 1 ? " request was" : " requests were")
                        + " answered "
                        + first.greeting()
                                .map(greeting -> Integer.toString(greeting.status()))
                                .orElse("") + " by " + target + ".")
                .why("The client sends the Service's name as Host, and " + target + " serves no such host.")
                .shows(
                        "Host: "
                                + first.greeting()
                                        .map(greeting -> greeting.host())
                                        .orElse(""),
                        first.nearest().source())
                .shows("externalName: " + target, service.object().source());
        misled.forEach(flow -> claim.explainsTold("answered " + flow.id()));
        return claim.not("PW-136", "the request went out of the cluster")
                .remedy(
                        "curl -H 'Host: " + target + "' http://" + service.ref().name() + "."
                                + service.ref().namespace() + "/  # in the client pod",
                        "none, one request",
                        "")
                .remedy(
                        "# let the client use the name " + target + " itself",
                        "low, this client only",
                        "the former name")
                .then("the same request with that host is answered 200")
                .unless("an answer of the server that has nothing to do with the host")
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("the request names the Service, not " + target, seen),
                                Condition.yes("it was sent to the address of the Service's name", seen),
                                Condition.yes("it was refused", seen),
                                Condition.yes("captured together", seen),
                                List.of(Condition.unknown(
                                        "the same request with the host " + target + " is answered"))));
    }
}

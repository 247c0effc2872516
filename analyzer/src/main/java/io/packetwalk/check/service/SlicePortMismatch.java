package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** PW-010: somebody wrote the slices by hand, and their port has another name than the Service's: the endpoints count for no port. */
public final class SlicePortMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-010", "slice-port-name-mismatch", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> services = that.cluster().services().stream()
                .filter(service -> service.object().selector().isEmpty()
                        && !service.object().type().equals("ExternalName"))
                .toList();
        if (services.isEmpty()) {
            return new Outcome.NotApplicable("no Service without a selector");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : services) {
            for (ServiceFact.ServicePort port : service.object().ports()) {
                boolean none = service.endpoints().stream()
                        .noneMatch(endpoint -> endpoint.ports().containsKey(port.name()));
                if (none && !service.endpoints().isEmpty()) {
                    findings.add(finding(that, service, port));
                }
            }
        }
        return Outcome.of(
                findings,
                Needs.list(that, "endpointslices").stream().toList(),
                "every port of a Service without selector is named in its slices");
    }

    private static Finding finding(Case that, Service service, ServiceFact.ServicePort port) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> all = traffic.all().stream()
                .filter(flow -> traffic.port(flow).filter(port::equals).isPresent())
                .toList();
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Set<String> names = new TreeSet<>();
        service.endpoints().forEach(endpoint -> names.addAll(endpoint.ports().keySet()));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + ":" + port.port(), failed, all))
                .why("The Service calls the port " + named(port.name()) + ", its slices have " + listed(names)
                        + ": endpoints are matched to ports by name.")
                .shows("the Service's port is " + named(port.name()), port.source());
        service.endpoints().stream()
                .map(Endpoint::source)
                .limit(2)
                .forEach(source -> claim.shows("an endpoint of a slice with " + listed(names), source));
        return claim.not("PW-008", "there are endpoints, they count for no port")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get endpointslices -l kubernetes.io/service-name="
                                + service.ref().name() + " -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + service.ref().namespace()
                                + " patch endpointslice SLICE --type=merge -p '{\"ports\":[{\"name\":\""
                                + port.name() + "\",\"port\":PORT,\"protocol\":\""
                                + port.proto().toString().toUpperCase(java.util.Locale.ROOT)
                                + "\"}]}'",
                        "low, this Service",
                        "the former ports of the slice")
                .then(Sentences.trace(failed, service.ref() + ":" + port.port()))
                .unless("slices that a controller mirrors from Endpoints: mend the Endpoints object instead")
                .explains(that, failed, all.size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                new Condition("no slice names the port", Ternary.YES, List.of(port.source())),
                                failed,
                                path -> Paths.beforeAnyPod(that, path),
                                Condition.yes("PW-008: the Service has slices with endpoints", service.slices())));
    }

    private static String named(String name) {
        return name.isEmpty() ? "unnamed" : "\"" + name + "\"";
    }

    private static String listed(Set<String> names) {
        return names.isEmpty()
                ? "no port"
                : String.join(
                        " and ", names.stream().map(SlicePortMismatch::named).toList());
    }
}

package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.model.rules.Gap;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-032: a Service has an address of a family of which it has no endpoint. */
public final class FamilyMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-032", "ipfamily-mismatch", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    /** An address without endpoints of its family. */
    private record Gap(Service service, Ip address) {}

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "services", "endpointslices");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = that.cluster().services().stream()
                .flatMap(service -> service.object().clusterIps().stream().map(ip -> new Gap(service, ip)))
                .filter(FamilyMismatch::open)
                .map(gap -> finding(that, gap))
                .toList();
        return Outcome.of(findings, List.of(), "every Service has endpoints of the families of its addresses");
    }

    /** Endpoints of the other family are usable and of this one none is listed, so it is no matter of readiness or selection. */
    private static boolean open(Gap gap) {
        return gap.service().listed() == Service.Listed.SLICES
                && gap.service().endpoints().stream()
                        .noneMatch(
                                endpoint -> endpoint.ip().v6() == gap.address().v6())
                && gap.service().endpoints().stream().anyMatch(Endpoint::isReady);
    }

    private static Finding finding(Case that, Gap gap) {
        Service service = gap.service();
        String family = gap.address().v6() ? "IPv6" : "IPv4";
        List<Flow> all =
                new FailedFlows(that).base(flow -> flow.server().at().ip().equals(gap.address()));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Endpoint other = service.endpoints().stream()
                .filter(Endpoint::isReady)
                .findFirst()
                .orElseThrow();
        List<Pod> lacking = other.target().stream()
                .flatMap(ref -> that.cluster().pod(ref.namespace(), ref.name()).stream())
                .filter(pod -> pod.ips().stream()
                        .noneMatch(ip -> ip.v6() == gap.address().v6()))
                .toList();
        Claim claim = Claim.of(ID).about(service.ref());
        claim.what(Sentences.failed(service.ref() + " over " + family + " (" + gap.address() + ")", failed, all))
                .why("It has the " + family + " address " + gap.address()
                        + ", and all its endpoints are of the other family"
                        + (lacking.isEmpty()
                                ? "."
                                : ": " + lacking.getFirst().ref() + " has no " + family + " address."))
                .shows(family + " address " + gap.address(), service.object().source())
                .shows("endpoint " + other.ip(), other.source());
        lacking.forEach(pod -> claim.shows(
                pod.ref() + " has " + pod.ips().getFirst() + " only",
                pod.object().source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "SYN to " + flow.server().at() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "no endpoint is of the family of " + gap.address(),
                        List.of(service.object().source(), other.source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                Condition.yes("PW-001 PW-002: endpoints of the other family are ready", List.of(other.source())));
        String namespace = service.ref().namespace();
        return claim.not("PW-001", "it has endpoints, of the other family")
                .remedy(
                        "kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                                + service.ref().name() + " -o wide",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " patch svc "
                                + service.ref().name()
                                + " -p '{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}'  # or give the pods " + family
                                + " addresses",
                        "low, this Service loses the address that leads nowhere",
                        "kubectl -n " + namespace + " patch svc "
                                + service.ref().name() + " -p '{\"spec\":{\"ipFamilyPolicy\":\"PreferDualStack\"}}'")
                .then(Sentences.trace(failed, service.ref().toString()))
                .unless("a slice of the same time with " + family + " endpoints")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}

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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** PW-014: the client still dials the address of a Service that was deleted and made again with another. */
public final class StaleServiceAddress implements Check {

    private static final CheckId ID = new CheckId("PW-014", "svc-recreated-vip-stale-client", "service", 8);

    private static final Set<Flow.State> SYMPTOMS =
            Set.of(Flow.State.NO_REPLY, Flow.State.UNREACHABLE, Flow.State.REFUSED);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "services");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        Map<IpPort, List<Flow>> stale = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (SYMPTOMS.contains(flow.state())
                    && that.cluster().podAt(flow.client().at().ip()).isPresent()
                    && unallocated(that, flow.server().at().ip())) {
                stale.computeIfAbsent(flow.server().at(), key -> new ArrayList<>())
                        .add(flow);
            }
        }
        List<Finding> findings = new ArrayList<>();
        stale.forEach((address, flows) -> successor(that, flows.getFirst())
                .ifPresent(service -> findings.add(finding(that, address, flows, service))));
        return Outcome.of(
                findings, List.of(), "no failed flow of a pod goes to an address that a Service may have had");
    }

    /** Among the Services' addresses, and nobody has it: no object, no route but the default one. */
    private static boolean unallocated(Case that, Ip ip) {
        Cidr near = new Cidr(ip, ip.v6() ? 112 : 16);
        long neighbours = that.cluster().services().stream()
                .flatMap(service -> service.object().clusterIps().stream())
                .filter(near::contains)
                .count();
        boolean routed = that.cluster().nodes().stream()
                .anyMatch(node -> node.podCidrs().stream().anyMatch(range -> range.contains(ip))
                        || node.netns().routes().stream()
                                .anyMatch(route ->
                                        route.dst().length() > 0 && route.dst().contains(ip)));
        return neighbours >= 2 && !routed && that.cluster().objectAt(ip).isEmpty();
    }

    /** The only Service with that port that is younger than the client: who may have had the address before. */
    private static Optional<Service> successor(Case that, Flow flow) {
        Optional<Instant> started = that.cluster()
                .podAt(flow.client().at().ip())
                .flatMap(pod -> pod.object().created());
        List<Service> younger = that.cluster().services().stream()
                .filter(service ->
                        service.port(flow.proto(), flow.server().at().port()).isPresent())
                .filter(service -> started.isPresent()
                        && service.object()
                                .created()
                                .filter(started.get()::isBefore)
                                .isPresent())
                .toList();
        return younger.size() == 1 ? Optional.of(younger.getFirst()) : Optional.empty();
    }

    private static Finding finding(Case that, IpPort address, List<Flow> failed, Service service) {
        List<Flow> all = new FailedFlows(that).base(flow -> flow.server().at().equals(address));
        Pod client = that.cluster().podAt(failed.getFirst().client().at().ip()).orElseThrow();
        String now = service.object().clusterIps().stream()
                .findFirst()
                .map(Ip::toString)
                .orElse("no address");
        List<Source> objects =
                List.of(service.object().source(), client.object().source());
        Proof proof = Stated.ending(
                that,
                Condition.yes(service.ref() + " has that port and is younger than the client", objects),
                failed,
                path -> path.endpoint().map(address::equals).orElse(true),
                Condition.yes(
                        "PW-006: no Service has the address",
                        List.of(service.object().source())),
                Condition.unknown("a dump of the former Service, or the client's environment, shows " + address.ip()));
        return Claim.of(ID)
                .about(service.ref())
                .about(client.ref())
                .what(Sentences.failed("to " + address + ", which no Service has", failed, all))
                .why(client.ref() + " is older than " + service.ref() + ", which has " + now
                        + " now; the client still dials an address that was given back.")
                .shows(
                        "SYN to " + address + ": "
                                + Sentences.word(failed.getFirst().state()),
                        failed.getFirst().nearest().source())
                .shows(
                        service.ref() + " has " + now + ", created "
                                + service.object()
                                        .created()
                                        .map(Instant::toString)
                                        .orElse("?"),
                        service.object().source())
                .shows(
                        client.ref() + ", created "
                                + client.object()
                                        .created()
                                        .map(Instant::toString)
                                        .orElse("?"),
                        client.object().source())
                .not("PW-006", "no Service has the address, so no port of it is missing")
                .remedy(
                        "kubectl -n " + client.ref().namespace() + " exec "
                                + client.ref().name() + " -- env | grep " + address.ip(),
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + client.ref().namespace() + " delete pod "
                                + client.ref().name(),
                        "medium, this pod: its controller makes another, which learns the new address",
                        "none: the pod is replaced")
                .then(Sentences.trace(failed, service.ref() + ":" + address.port()))
                .unless("an address of another cluster or network that happens to lie among this one's")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Endpoints that were listed by hand, of hosts outside the cluster, and that do not serve: no controller takes them out. */
final class ManualEndpoint {

    private static final Set<String> NOBODY = Set.of("FAILED", "INCOMPLETE");

    private ManualEndpoint() {}

    /**
     * A listed host and the connections that it did not take.
     *
     * @param endpoint the entry
     * @param at its address and port
     * @param failed failed flows that reached for it
     */
    private record Listed(Endpoint endpoint, IpPort at, List<Flow> failed) {

        boolean refused() {
            return failed.stream()
                    .allMatch(flow -> flow.state() == Flow.State.REFUSED
                            && flow.tcp()
                                    .filter(tcp -> tcp.resetBy() == TcpFact.Side.SERVER)
                                    .isPresent());
        }

        /** Points outside of pods that saw the packets under the host's own address. */
        List<Leg> outside() {
            return failed.stream()
                    .flatMap(flow -> flow.legs().stream())
                    .filter(leg -> leg.kind() == Leg.Kind.CAPTURE
                            && !(leg.place() instanceof Place.Pod)
                            && leg.tuple().dst().equals(at))
                    .toList();
        }
    }

    static List<Finding> findings(Case that, CheckId id) {
        List<Finding> findings = new ArrayList<>();
        for (Service service : that.cluster().services()) {
            if (service.object().selector().isEmpty() && !service.endpoints().isEmpty()) {
                listed(that, service).forEach(listed -> findings.add(finding(that, id, service, listed)));
            }
        }
        return findings;
    }

    private static List<Listed> listed(Case that, Service service) {
        Map<IpPort, Listed> found = new TreeMap<>();
        FailedFlows paths = new FailedFlows(that);
        for (Flow flow : Traffic.to(that, service)
                .failed(Set.of(Flow.State.REFUSED, Flow.State.NO_REPLY, Flow.State.UNREACHABLE))) {
            IpPort at = flow.reached();
            service.endpoints().stream()
                    .filter(endpoint -> endpoint.isReady()
                            && endpoint.ip().equals(at.ip())
                            && endpoint.target().isEmpty())
                    .filter(endpoint -> that.cluster().podAt(at.ip()).isEmpty()
                            && that.cluster().nodeAt(at.ip()).isEmpty())
                    .filter(_e -> paths.stop(flow).isEmpty() || nobody(that, at).size() > 0)
                    .findFirst()
                    .ifPresent(
                            endpoint -> found.computeIfAbsent(at, key -> new Listed(endpoint, key, new ArrayList<>()))
                                    .failed()
                                    .add(flow));
        }
        return List.copyOf(found.values());
    }

    /** Neighbour entries of nodes that say that no station answers for the address. */
    private static List<Source> nobody(Case that, IpPort at) {
        return that.cluster().nodes().stream()
                .flatMap(node -> node.netns().neighbours().stream())
                .filter(entry -> entry.ip().equals(at.ip()) && NOBODY.contains(entry.state()))
                .map(NeighFact::source)
                .limit(3)
                .toList();
    }

    private static Finding finding(Case that, CheckId id, Service service, Listed listed) {
        List<Flow> all = Traffic.to(that, service).all();
        List<Leg> outside = listed.outside();
        List<Source> asked = outside.stream().map(Leg::source).limit(3).toList();
        List<Source> refused = !listed.refused()
                ? List.of()
                : outside.stream()
                        .filter(leg -> leg.backwardPackets() > 0)
                        .map(Leg::source)
                        .limit(3)
                        .toList();
        List<Source> nobody = nobody(that, listed.at());
        String does = !refused.isEmpty()
                ? "refuses connections: nothing listens there"
                : !nobody.isEmpty() ? "is not there: nobody answers for its address" : "does not answer";
        List<Source> shown = !refused.isEmpty() ? refused : nobody;
        Claim claim = Claim.of(id)
                .about(service.ref())
                .what(Sentences.failed(service.ref().toString(), listed.failed(), all))
                .why("Its endpoint " + listed.at() + " was listed by hand, and the host " + does
                        + ". No controller takes it out of the list.")
                .shows("listed as ready, without a pod", listed.endpoint().source());
        shown.stream()
                .findFirst()
                .ifPresent(source -> claim.shows(
                        refused.isEmpty()
                                ? "no station answers for the address"
                                : "the reset comes from " + listed.at(),
                        source));
        Proof proof = new Proof(
                new Condition("the host " + does, shown.isEmpty() ? Ternary.UNKNOWN : Ternary.YES, shown),
                new Condition(
                        "failed connections were sent there",
                        Ternary.of(!listed.failed().isEmpty()),
                        asked),
                Stated.observed(listed.failed()),
                shown.isEmpty()
                        ? Condition.unknown("seen at the time of the failure")
                        : refused.isEmpty()
                                ? Moments.near(that, shown.getFirst(), listed.failed())
                                : Condition.yes("the capture shows the failure itself", shown),
                List.of(Condition.unknown("PW-178 PW-084: the host is outside, nothing was captured there")));
        return claim.not("PW-034", "the packets are sent to the address that is listed")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get endpointslices -l kubernetes.io/service-name="
                                + service.ref().name() + " -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        "nc -vz " + listed.at().ip() + " " + listed.at().port() + "  # from a node",
                        "none, one connection",
                        "")
                .then(Sentences.trace(listed.failed(), service.ref().toString()))
                .unless("a capture at the host that shows it answer")
                .explains(that, listed.failed(), all.size())
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.podnet;

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
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-030: the range of Service addresses overlaps a network that exists. */
public final class CidrOverlap implements Check {

    private static final CheckId ID = new CheckId("PW-030", "cidr-overlap-service", "podnet", 14);

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
        NavigableSet<Ip> addresses = that.cluster().services().stream()
                .flatMap(service -> service.object().clusterIps().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Finding> findings = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            for (Cidr range : node.podCidrs()) {
                hit(that, addresses, range)
                        .ifPresent(service -> findings.add(finding(
                                that,
                                node,
                                service,
                                "pod range " + range,
                                node.object().orElseThrow().source(),
                                range)));
            }
            for (RouteFact route : node.netns().routes()) {
                boolean real = route.dst().length() > 0
                        && route.dst().length() < route.dst().base().bits()
                        && !route.dev().equals("kube-ipvs0")
                        && (route.table().equals("main") || route.table().isEmpty())
                        && !route.type().equals("blackhole");
                if (real) {
                    hit(that, addresses, route.dst())
                            .ifPresent(service -> findings.add(finding(
                                    that,
                                    node,
                                    service,
                                    "route " + route.dst() + " dev " + route.dev(),
                                    route.source(),
                                    route.dst())));
                }
            }
        }
        return Outcome.of(
                findings.stream().limit(5).toList(),
                List.of(),
                "no pod range and no route contains a Service's address");
    }

    /** The first Service with an address in the range. */
    private static Optional<Service> hit(Case that, NavigableSet<Ip> addresses, Cidr range) {
        Ip next = addresses.ceiling(range.base());
        if (next == null || !range.contains(next)) {
            return Optional.empty();
        }
        return that.cluster().services().stream()
                .filter(service -> service.object().clusterIps().stream().anyMatch(range::contains))
                .findFirst();
    }

    private static Finding finding(Case that, Node node, Service service, String text, Source at, Cidr range) {
        List<Flow> failed = new FailedFlows(that)
                .where(flow -> range.contains(flow.server().at().ip())
                        && that.cluster().objectAt(flow.server().at().ip()).isEmpty()
                        && that.cluster().services().stream()
                                .flatMap(candidate -> candidate.object().clusterIps().stream())
                                .anyMatch(ip -> sameNet(ip, flow.server().at().ip())));
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        text + " contains " + service.object().clusterIps().getFirst(), List.of(at)),
                failed,
                path -> Paths.broken(path));
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(service.ref())
                .what("Service addresses lie in a network that exists: " + text + ".")
                .why(
                        service.ref() + " has " + service.object().clusterIps().getFirst() + ", which " + text + " on "
                                + node.name()
                                + " contains: a host of that network with a Service's address cannot be reached, and the reverse.")
                .shows(text, at)
                .shows(
                        "cluster IP " + service.object().clusterIps().getFirst(),
                        service.object().source())
                .not("PW-101", "Service addresses, not pod addresses, overlap")
                .remedy("kubectl get servicecidr,ipaddress -o wide", "none, reads only", "")
                .then("no route contains an address of kubectl get svc -A")
                .unless("a route that is only a part of the cluster's own plan")
                .explains(that, failed, failed.size())
                .finding(Severity.S3, proof);
    }

    private static boolean sameNet(Ip one, Ip other) {
        return one.v6() == other.v6() && new Cidr(one, one.v6() ? 112 : 24).contains(other);
    }
}

package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Outsiders;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PW-026: an address in {@code spec.externalIPs} is another machine's, and every node takes its packets for the Service's; or it is nobody's, and clients outside
 * find no way to it, because Kubernetes announces none of these addresses.
 */
public final class ExternalIpMisuse implements Check {

    private static final CheckId ID = new CheckId("PW-026", "externalip-misuse", "service", 8);

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
        List<Service> services = that.cluster().services().stream()
                .filter(service -> !service.object().externalIps().isEmpty())
                .toList();
        if (services.isEmpty()) {
            return new Outcome.NotApplicable("no Service has external IPs");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : services) {
            for (Ip ip : service.object().externalIps()) {
                if (!owned(that, ip)) {
                    List<Flow> flows = flows(that, service, ip);
                    AddressOwner.of(that, ip)
                            .ifPresentOrElse(
                                    owner -> findings.add(taken(that, service, ip, owner, flows)),
                                    () -> unreached(that, service, ip, flows).ifPresent(findings::add));
                }
            }
        }
        return Outcome.of(
                findings, Needs.traffic(that), "nobody else has these addresses, and no client failed to reach one");
    }

    /** A node's own address. In IPVS mode every node has the addresses of Services on a device of kube-proxy's, which answers for nobody (proxier.go, DefaultDummyDevice). */
    private static boolean owned(Case that, Ip ip) {
        return that.cluster().nodes().stream()
                .anyMatch(node -> node.object()
                                .filter(object -> object.internalIps().contains(ip)
                                        || object.externalIps().contains(ip))
                                .isPresent()
                        || node.netns().addresses().stream()
                                .anyMatch(address -> address.ip().equals(ip)
                                        && !address.dev().equals("kube-ipvs0")));
    }

    private static List<Flow> flows(Case that, Service service, Ip ip) {
        return Arrivals.of(that).at(List.of(ip), List.of()).stream()
                .filter(flow ->
                        service.port(flow.proto(), flow.server().at().port()).isPresent())
                .toList();
    }

    /** The address is another machine's: what clients inside send to it never leaves the cluster. */
    private static Finding taken(Case that, Service service, Ip ip, AddressOwner owner, List<Flow> flows) {
        List<Flow> inside = flows.stream()
                .filter(flow -> Whereabouts.fromInside(that, flow))
                .toList();
        List<Flow> failed =
                inside.stream().filter(flow -> flow.state().failed()).toList();
        List<Source> translated = (failed.isEmpty() ? inside : failed)
                .stream()
                        .filter(flow -> flow.translated()
                                .filter(party ->
                                        that.cluster().podAt(party.at().ip()).isPresent())
                                .isPresent())
                        .limit(3)
                        .map(flow -> flow.nearest().source())
                        .toList();
        Proof proof = new Proof(
                Condition.yes(
                        ip + " is an external IP of " + service.ref() + " and another machine's address",
                        List.of(service.object().source(), owner.source())),
                new Condition(
                        "the connections were translated to a pod",
                        translated.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        translated),
                Stated.observed(failed),
                Moments.near(that, owner.source(), failed),
                List.of(new Condition(
                        "it is no load balancer's address of the Service",
                        Ternary.of(service.object().loadBalancer().stream()
                                .noneMatch(
                                        point -> point.ip().filter(ip::equals).isPresent())),
                        List.of(service.object().source()))));
        Claim claim = about(service, ip)
                .what(Sentences.failed("to " + ip + ", which is another machine's", failed, inside))
                .why(service.ref() + " names " + ip
                        + " as external IP, so every node sends what it gets for that address to the Service's pods. "
                        + owner.statement() + ".")
                .shows("externalIPs has " + ip, service.object().source())
                .shows(owner.statement(), owner.source());
        inside.stream()
                .filter(flow -> flow.translated().isPresent())
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "a connection to " + flow.server().at() + " went to "
                                + flow.translated().orElseThrow(),
                        flow.nearest().source()));
        return ended(claim, service, failed, ip)
                .unless("a router that leads " + ip + " to the nodes on purpose, with no machine of that address")
                .explains(that, failed, inside.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S1, proof);
    }

    /** Nobody has the address: clients outside have no way to it, unless a router was told of one. */
    private static Optional<Finding> unreached(Case that, Service service, Ip ip, List<Flow> flows) {
        List<Flow> outside =
                flows.stream().filter(flow -> Outsiders.sent(that, flow)).toList();
        List<Flow> failed = outside.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                .filter(Outsiders::unseen)
                .toList();
        boolean known = that.cluster().nodes().stream()
                .map(Node::netns)
                .allMatch(netns -> netns.complete("ip-addr") || netns.complete("ip-link"));
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        Proof proof = new Proof(
                new Condition(
                        "no node has " + ip,
                        known ? Ternary.YES : Ternary.UNKNOWN,
                        List.of(service.object().source())),
                Outsiders.lost(that, failed),
                Stated.observed(failed),
                Moments.near(that, service.object().source(), failed),
                List.of(Condition.unknown("no router on the way has a route to it")));
        Claim claim = about(service, ip)
                .what(Sentences.failed("to " + ip + " from outside", failed, outside))
                .why("Kubernetes announces no external IP and configures none: " + ip + " of " + service.ref()
                        + " is on no node, so its packets come to none unless a router sends them there.")
                .shows("externalIPs has " + ip, service.object().source())
                .shows(
                        "SYN to " + failed.getFirst().server().at() + ": "
                                + Sentences.word(failed.getFirst().state()),
                        failed.getFirst().nearest().source());
        return Optional.of(ended(claim, service, failed, ip)
                .not("PW-018", "no node saw the packets")
                .unless("a capture of a node that shows the packets")
                .explains(that, failed, outside.size())
                .finding(Severity.S1, proof));
    }

    private static Claim about(Service service, Ip ip) {
        return Claim.of(ID).about(service.ref()).about(new ObjectRef("Address", "", ip.toString()));
    }

    private static Claim ended(Claim claim, Service service, List<Flow> failed, Ip ip) {
        String patch = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " --type=json -p '[{\"op\":";
        List<String> kept = service.object().externalIps().stream()
                .filter(other -> !other.equals(ip))
                .map(other -> '"' + other.toString() + '"')
                .toList();
        List<String> all = service.object().externalIps().stream()
                .map(other -> '"' + other.toString() + '"')
                .toList();
        String change = kept.isEmpty()
                ? "\"remove\",\"path\":\"/spec/externalIPs\"}]'"
                : "\"replace\",\"path\":\"/spec/externalIPs\",\"value\":[" + String.join(",", kept) + "]}]'";
        return claim.remedy(
                        patch + change,
                        "medium, clients that meant the Service by " + ip + " lose it",
                        patch + "\"add\",\"path\":\"/spec/externalIPs\",\"value\":[" + String.join(",", all) + "]}]'")
                .then(Sentences.trace(
                        failed,
                        ip + ":"
                                + service.object().ports().stream()
                                        .findFirst()
                                        .map(port -> port.port())
                                        .orElse(0)));
    }
}

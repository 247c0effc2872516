package io.packetwalk.check.spread;

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
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * PW-020: the Service keeps each client address at one endpoint, and a proxy or a NAT before it makes one address of all clients: one pod has all the load.
 */
public final class AffinityCollapse implements Check {

    private static final CheckId ID = new CheckId("PW-020", "affinity-collapse", "service", 10);

    private static final int ENOUGH = 20;
    private static final double MOST = 0.8;

    /** Clients before the translation; two, for a proxy often has two replicas. */
    private static final int FEW = 2;

    /** Clients of the proxy that are many beside those. */
    private static final int MANY = 5;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> sticky = that.cluster().services().stream()
                .filter(service -> service.object().sessionAffinity().equals("ClientIP"))
                .filter(service ->
                        service.endpoints().stream().filter(Endpoint::isReady).count() > 1)
                .toList();
        if (sticky.isEmpty()) {
            return new Outcome.NotApplicable(
                    "no Service with two endpoints keeps its clients at one (sessionAffinity)");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : sticky) {
            Shares shares = Shares.of(that, service);
            Set<Ip> sources = clients(shares.all());
            int all = shares.all().size();
            shares.top()
                    .filter(top -> all >= ENOUGH && top.getValue().size() >= MOST * all && sources.size() <= FEW)
                    .ifPresent(top -> findings.add(finding(that, service, shares, top)));
        }
        return Outcome.of(
                findings, Needs.traffic(that), "connections of Services with affinity are spread, or come from many");
    }

    private static Set<Ip> clients(List<Flow> flows) {
        return flows.stream().map(flow -> flow.client().at().ip()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Connections to the Service's clients: whom they stand for. */
    private static List<Flow> behind(Case that, Set<Ip> sources) {
        return Arrivals.of(that).all().stream()
                .filter(flow -> sources.contains(flow.reached().ip())
                        && !sources.contains(flow.client().at().ip()))
                .toList();
    }

    private static Finding finding(Case that, Service service, Shares shares, Map.Entry<IpPort, List<Flow>> top) {
        List<Flow> all = shares.all();
        Set<Ip> sources = clients(all);
        List<Flow> behind = behind(that, sources);
        int many = clients(behind).size();
        Optional<SocketFact> queue = Shares.overloaded(that, top.getKey());
        List<Flow> failed = top.getValue().stream()
                .filter(flow -> queue.isPresent() && flow.state().failed() && Shares.waited(flow))
                .toList();
        long ready = service.endpoints().stream().filter(Endpoint::isReady).count();
        Source object = service.object().source();
        List<Source> seen = top.getValue().stream()
                .limit(3)
                .map(flow -> flow.nearest().source())
                .toList();
        List<Source> many3 =
                behind.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        Proof proof = new Proof(
                Condition.yes("sessionAffinity is ClientIP", List.of(object)),
                Condition.yes(
                        "its clients have " + sources.size() + (sources.size() == 1 ? " address" : " addresses"), seen),
                Condition.yes("one of " + ready + " endpoints has nearly all connections", seen),
                Moments.near(that, object, all),
                List.of(new Condition(
                        "many clients stand behind these addresses",
                        many >= MANY ? Ternary.YES : Ternary.UNKNOWN,
                        many3)));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(service.ref() + ": " + top.getValue().size() + " of " + all.size() + " connections went to "
                        + top.getKey() + ", one of " + ready + " endpoints, and they come from "
                        + sources.size() + (sources.size() == 1 ? " address." : " addresses."))
                .why("sessionAffinity ClientIP keeps a client address at one endpoint for "
                        + service.object().affinitySeconds() + " s"
                        + (many >= MANY
                                ? ", and " + many + " clients come through "
                                        + sources.stream().map(Ip::toString).collect(Collectors.joining(" and ")) + "."
                                : "; whether many clients share these addresses is not seen."))
                .shows("sessionAffinity: ClientIP", object)
                .shows("a connection to " + top.getKey(), seen.getFirst());
        many3.stream().limit(1).forEach(at -> claim.shows("one of " + many + " clients of the client", at));
        queue.ifPresent(socket -> claim.shows(
                "the accept queue of " + top.getKey() + " is full (Recv-Q " + socket.recvQueue() + ")",
                socket.source()));
        String patch = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " -p '{\"spec\":{\"sessionAffinity\":\"";
        return claim.not("PW-031", "new connections go there too, not only old ones that last")
                .remedy(
                        patch + "None\"}}'",
                        "medium, sessions that an application keeps in memory are lost; put them behind a cookie at"
                                + " the Ingress first",
                        patch + "ClientIP\"}}'")
                .then("new connections are spread over all endpoints of " + service.ref())
                .unless("clients that really are as few as their addresses")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }
}

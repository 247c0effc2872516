package io.packetwalk.check.egress;

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
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PW-175: a client sends requests for names of the cluster to the proxy of the company, which cannot know them: NO_PROXY is too short. */
public final class ProxyEnvironment implements Check {

    private static final CheckId ID = new CheckId("PW-175", "proxy-env", "egress", 6);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (!Needs.traffic(that).isEmpty()) {
            return new Outcome.NotApplicable("no traffic in the bundle");
        }
        // A mesh's or cluster's own proxy may well know the names; one that is the Service itself is no proxy.
        Map<String, List<ThroughProxy>> byClient = ThroughProxy.by(
                that,
                request -> request.status() >= 400
                        && meant(that, request.target()).isPresent()
                        && that.cluster()
                                .objectAt(request.flow().server().at().ip())
                                .isEmpty(),
                ThroughProxy::client);
        List<Finding> findings = byClient.values().stream()
                .map(requests -> finding(that, requests))
                .toList();
        return Outcome.of(findings, List.of(), "no request for a name of the cluster was sent to a proxy and refused");
    }

    /** The Service that a proxy is asked for, by name or by address. */
    private static Optional<Service> meant(Case that, String target) {
        Optional<Ip> address = Ip.parse(target);
        if (address.isPresent()) {
            return that.cluster().serviceAt(address.get());
        }
        String[] labels = target.split("\\.", -1);
        boolean whole = labels.length == 2 || labels.length > 2 && labels[2].equals("svc");
        return whole ? that.cluster().service(labels[1], labels[0]) : Optional.empty();
    }

    private static Finding finding(Case that, List<ThroughProxy> requests) {
        ThroughProxy first = requests.getFirst();
        Service service = meant(that, first.target()).orElseThrow();
        List<Source> at = requests.stream()
                .limit(2)
                .map(request -> request.flow().nearest().source())
                .toList();
        Claim claim = Claim.of(ID)
                .about(first.flow().client().object().orElse(service.ref()))
                .about(service.ref())
                .what(first.client() + " sent " + requests.size() + (requests.size() == 1 ? " request" : " requests")
                        + " for names of the cluster to the proxy " + first.proxy(that) + ", for example for "
                        + first.target() + ": " + first.status() + ".")
                .why("Its environment names a proxy (HTTP_PROXY, HTTPS_PROXY), and NO_PROXY does not hold "
                        + first.target() + "; the proxy does not know names of the cluster.")
                .shows(
                        first.flow().greeting().map(Greeting::request).orElse("") + " to "
                                + first.flow().server().at() + ", answered " + first.status(),
                        first.flow().nearest().source())
                .shows(service.ref() + " exists", service.object().source());
        requests.forEach(
                request -> claim.explainsTold("through proxy " + request.flow().id()));
        return claim.not("PW-001", "the request was never sent to the Service")
                .remedy("kubectl -n NAMESPACE exec POD -- env | grep -i _proxy", "none, reads only", "")
                .remedy(
                        "# NO_PROXY=localhost,127.0.0.1,.svc,.cluster.local,SERVICE-CIDR,POD-CIDR in every container of the client, init containers, too",
                        "medium, rolls the client's pods",
                        "kubectl rollout undo of the workload")
                .then("curl -v http://" + first.target() + "/ in the client pod connects to the Service's address")
                .unless("a program that is configured to use that proxy on purpose")
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the proxy was asked for a Service of the cluster", at),
                                Condition.yes("the client sent the request there, not to the Service", at),
                                Condition.yes("the proxy refused it", at),
                                Condition.yes("request and answer are in one capture", at),
                                List.of(new Condition(
                                        "PW-176: the proxy does not want a password first",
                                        Ternary.of(first.status() != 407),
                                        at))));
    }
}

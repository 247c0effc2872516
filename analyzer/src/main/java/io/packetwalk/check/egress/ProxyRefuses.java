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
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.Greeting;
import java.util.List;
import java.util.Map;

/** PW-176: the proxy on the way out wants to know who asks (407), and the client does not say. */
public final class ProxyRefuses implements Check {

    private static final CheckId ID = new CheckId("PW-176", "proxy-ca-or-auth", "egress", 19);
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** A second request with credentials on the same connection would make the client's data larger than one header. */
    private static final int ONE_REQUEST = 1_500;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (!Needs.traffic(that).isEmpty()) {
            return new Outcome.NotApplicable("no traffic in the bundle");
        }
        Map<String, List<ThroughProxy>> byPair = ThroughProxy.by(
                that,
                _request -> true,
                request -> request.client() + " " + request.flow().server().at());
        // The first of two requests is refused to every client that waits to be asked (RFC 9110 section 11.7.1): who
        // gets through later is healthy.
        List<Finding> findings = byPair.values().stream()
                .filter(requests ->
                        requests.stream().noneMatch(request -> request.status() > 0 && request.status() < 400))
                .map(requests -> requests.stream().filter(ProxyRefuses::refused).toList())
                .filter(requests -> !requests.isEmpty())
                .map(requests -> finding(that, requests))
                .toList();
        return Outcome.of(findings, List.of(), "no proxy refused a client that did not say who it is");
    }

    private static boolean refused(ThroughProxy request) {
        return request.status() == PROXY_AUTHENTICATION_REQUIRED
                && request.flow()
                        .tcp()
                        .filter(tcp -> tcp.payloadForward() < ONE_REQUEST)
                        .isPresent();
    }

    private static Finding finding(Case that, List<ThroughProxy> requests) {
        ThroughProxy first = requests.getFirst();
        List<Source> at = requests.stream()
                .limit(2)
                .map(request -> request.flow().nearest().source())
                .toList();
        boolean twice = requests.size() >= 2;
        Claim claim = Claim.of(ID)
                .about(first.flow().client().object().orElse(new ObjectRef("Address", "", first.client())))
                .what(first.client() + ": the proxy " + first.proxy(that) + " answered 407 to " + requests.size()
                        + (requests.size() == 1 ? " request" : " requests") + ", for example for " + first.target()
                        + ".")
                .why("The proxy wants a user and a password, and the client sends none, or wrong ones.")
                .shows(
                        "407 to "
                                + first.flow().greeting().map(Greeting::request).orElse(""),
                        first.flow().nearest().source());
        requests.forEach(request ->
                claim.explainsTold("refused by proxy " + request.flow().id()));
        return claim.not("PW-175", "the name asked for is outside of the cluster")
                .remedy(
                        "kubectl -n NAMESPACE exec POD -- env | grep -i _proxy | sed 's#//.*@#//***@#'",
                        "none, reads only",
                        "")
                .remedy(
                        "# put the user's credentials of the proxy into the Secret that HTTP_PROXY and HTTPS_PROXY come from",
                        "low, the workloads that use the Secret",
                        "the former Secret")
                .then("curl -x PROXY https://" + first.target() + "/ in the client pod is answered otherwise than 407")
                .unless("a second request of the client that is let through")
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the proxy answers 407", at),
                                Condition.yes("the client sent its requests there", at),
                                Condition.yes("they were refused", at),
                                Condition.yes("request and answer are in one capture", at),
                                List.of(new Condition(
                                        "no request of the client was let through, and it tried again",
                                        twice ? Ternary.YES : Ternary.UNKNOWN,
                                        at))));
    }
}

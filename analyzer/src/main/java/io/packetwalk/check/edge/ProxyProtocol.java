package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-142: one side of a load balancer speaks the PROXY protocol and the other does not: each connection begins with bytes that the listener cannot read. */
public final class ProxyProtocol implements Check {

    private static final CheckId ID = new CheckId("PW-142", "proxy-protocol-mismatch", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<String, List<Flow>> sent = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            if (refused(flow)) {
                sent.computeIfAbsent(flow.reached().toString(), fresh -> new ArrayList<>())
                        .add(flow);
            }
        }
        List<Finding> findings = new ArrayList<>();
        sent.values().forEach(flows -> findings.add(unwanted(that, flows)));
        BrokenHeader.trails(that, false).forEach(trail -> findings.add(missing(trail)));
        return findings.isEmpty() && LogTrail.silent(that) && that.flows().all().isEmpty()
                ? Missings.logs(that)
                : Outcome.of(
                        findings,
                        List.of(),
                        "no connection began with a PROXY header that was not wanted, or without one that was");
    }

    /** Begins with a PROXY header, and the server answers 400 or closes without a byte. */
    private static boolean refused(Flow flow) {
        boolean header = flow.greeting()
                .map(Greeting::proxied)
                .filter(client -> !client.isEmpty())
                .isPresent();
        boolean bad = flow.greeting().filter(said -> said.status() == 400).isPresent();
        boolean closed = flow.tcp()
                .filter(tcp ->
                        tcp.payloadBackward() == 0 && (tcp.finBackward() || tcp.resetBy() == TcpFact.Side.SERVER))
                .isPresent();
        return header && (bad || closed);
    }

    private static Finding unwanted(Case that, List<Flow> flows) {
        Flow first = flows.getFirst();
        ObjectRef server = that.cluster()
                .objectAt(first.reached().ip())
                .orElse(new ObjectRef("Address", "", first.reached().toString()));
        List<Source> at =
                flows.stream().limit(2).map(flow -> flow.nearest().source()).toList();
        Claim claim = Claim.of(ID)
                .about(server)
                .what(flows.size() + (flows.size() == 1 ? " connection" : " connections") + " to " + server + " port "
                        + first.reached().port() + " began with a PROXY header and were refused.")
                .why("The load balancer sends a PROXY header, and the listener does not expect one.")
                .shows(
                        "PROXY header of "
                                + first.greeting().map(Greeting::proxied).orElse("") + ", then "
                                + first.greeting()
                                        .filter(said -> said.status() > 0)
                                        .map(said -> "status " + said.status())
                                        .orElse("the end"),
                        first.nearest().source());
        flows.forEach(flow -> claim.explainsTold("proxied " + flow.id()));
        return said(claim)
                .explains(
                        that,
                        flows.stream().filter(flow -> flow.state().failed()).toList(),
                        flows.size())
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the connections begin with a PROXY header", at),
                                Condition.yes("the listener is where they go", at),
                                Condition.yes("they were refused", at),
                                Condition.yes("header and answer are in one capture", at),
                                List.of(Condition.yes(
                                        "PW-151: a header came, so a load balancer was on the way", at))));
    }

    private static Finding missing(LogTrail trail) {
        return said(trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " got connections without a PROXY header (" + trail.count()
                                        + ").")
                                .why(
                                        "The listener expects the PROXY protocol, and the load balancer does not send it."),
                        trail.place() + " PROXY header"))
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the listener says what it got instead",
                                Condition.unknown("a capture shows the first bytes")));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-159", "what comes first is a PROXY header, or its absence, not the wrong scheme")
                .remedy(
                        "kubectl get svc -A -o yaml | grep -i proxy-protocol; kubectl get configmap -A -o yaml | grep -i proxy-protocol",
                        "none, reads only",
                        "")
                .remedy(
                        "# turn the PROXY protocol on at both, the load balancer and the listener, or at neither",
                        "high, every connection through them while only one is done",
                        "the former setting")
                .then("curl through the load balancer is answered, and the access log has the client's address")
                .unless(
                        "health checks of the load balancer that come without a header, while connections of clients have one");
    }
}

package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.app.Refusals;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;

/** PW-028: the client dials the port of a headless Service at a pod, where only the target port is open. */
public final class HeadlessPort implements Check {

    private static final CheckId ID = new CheckId("PW-028", "headless-port-expectation", "service", 8);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A refused port, and the Service port that made the client believe in it. */
    private record Belief(Refusals refusal, Service service, ServiceFact.ServicePort port, int open) {}

    @Override
    public Outcome run(Case that) {
        List<Refusals> refusals = Refusals.in(that);
        List<Finding> findings = refusals.stream()
                .flatMap(refusal -> belief(that, refusal).stream())
                .map(belief -> finding(that, belief))
                .toList();
        return Outcome.of(findings, Needs.traffic(that), "no pod refused the port of a headless Service");
    }

    /** Nothing translates for a headless Service: its name is the pods' own addresses, where {@code port} means nothing. */
    private static Optional<Belief> belief(Case that, Refusals refusal) {
        boolean direct =
                refusal.failed().stream().allMatch(flow -> flow.server().at().equals(refusal.at()));
        if (!direct || refusal.declared() || !refusal.loopbackOnly().isEmpty()) {
            return Optional.empty();
        }
        for (Service service : that.cluster().services()) {
            for (ServiceFact.ServicePort port : service.object().ports()) {
                Optional<Integer> open = service.object().headless()
                                && port.port() == refusal.at().port()
                                && port.proto().equals(refusal.proto())
                        ? service.endpoints().stream()
                                .filter(endpoint ->
                                        endpoint.ip().equals(refusal.at().ip()))
                                .flatMap(endpoint -> endpoint.at(port.name()).stream())
                                .map(IpPort::port)
                                .filter(number -> number != port.port())
                                .findFirst()
                        : Optional.empty();
                if (open.isPresent()) {
                    return Optional.of(new Belief(refusal, service, port, open.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Finding finding(Case that, Belief belief) {
        Refusals refusal = belief.refusal();
        Service service = belief.service();
        Listeners listeners = refusal.listeners();
        boolean opens = !listeners.on(refusal.proto(), belief.open()).isEmpty();
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        service.ref() + " is headless, with port "
                                + belief.port().port() + " and target port " + belief.open(),
                        List.of(belief.port().source(), belief.port().targetPortSource())),
                refusal.failed(),
                path -> path.endpoint().filter(refusal.at()::equals).isPresent(),
                new Condition(
                        "PW-169: the pod listens on the target port",
                        opens ? Ternary.YES : listeners.complete() ? Ternary.NO : Ternary.UNKNOWN,
                        List.of(refusal.socketDump(that))));
        return Claim.of(ID)
                .about(service.ref())
                .about(refusal.pod().ref())
                .what(Sentences.failed(
                        refusal.pod().ref() + ":" + refusal.at().port(), refusal.failed(), refusal.all()))
                .why(service.ref() + " is headless: its name leads to the pods themselves, and nothing turns its port "
                        + belief.port().port() + " into the target port " + belief.open() + ".")
                .shows(
                        "port " + belief.port().port() + ", target port " + belief.open(),
                        belief.port().targetPortSource())
                .shows(refusal.answer(), refusal.reset())
                .not("PW-004", "no Service address was dialled: the client went to the pod")
                .not("PW-169", "the port dialled is not one the pod's template declares")
                .remedy(
                        "# dial port " + belief.open() + ", or look up the SRV record _"
                                + belief.port().name() + "._" + refusal.proto() + "."
                                + service.ref().name() + "." + service.ref().namespace() + ".svc",
                        "low, this client only",
                        "set the former port")
                .then("nc -vz " + refusal.at().ip() + " " + belief.open() + "  # from the client's pod")
                .unless("a listener on port " + refusal.at().port() + " in the pod")
                .explains(that, refusal.failed(), refusal.all().size())
                .finding(Severity.S1, proof);
    }
}

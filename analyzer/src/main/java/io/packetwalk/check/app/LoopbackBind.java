package io.packetwalk.check.app;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.List;

/** PW-168: the process listens on the loopback address only, so that everyone but the pod itself is refused. */
public final class LoopbackBind implements Check {

    private static final CheckId ID = new CheckId("PW-168", "app-loopback-bind", "app", 18);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Refusals> refusals = Refusals.in(that);
        if (refusals.isEmpty()) {
            return Refusals.none(that, "no pod refused a connection");
        }
        List<Finding> findings = refusals.stream()
                .filter(refusal -> !refusal.loopbackOnly().isEmpty())
                .map(refusal -> finding(that, refusal))
                .toList();
        return Outcome.of(
                findings, Refusals.missing(refusals), "no refusing pod has a loopback listener on the refused port");
    }

    private static Finding finding(Case that, Refusals refusal) {
        SocketFact socket = refusal.loopbackOnly().getFirst();
        String pod = refusal.pod().ref().toString();
        IpPort at = refusal.at();
        Proof proof = new Proof(
                Condition.yes(
                        "the only listener on port " + at.port() + " is bound to loopback", List.of(socket.source())),
                Paths.end(
                        that,
                        "the walk reaches the pod and is refused there",
                        refusal.failed(),
                        path -> path.endpoint().filter(at::equals).isPresent()),
                Condition.yes("the pod refused " + at, List.of(refusal.reset())),
                Moments.near(that, socket.source(), refusal.failed()),
                List.of(Condition.yes(
                        "PW-004: a process does listen on the port asked for", List.of(socket.source()))));
        return Claim.of(ID)
                .about(refusal.pod().ref())
                .what(Sentences.failed(pod + " port " + at.port(), refusal.failed(), refusal.all()))
                .why("The process listens on "
                        + socket.local().map(Ip::toString).orElse("") + ":" + at.port()
                        + " only; other hosts' connections to " + at + " meet no listener.")
                .shows("LISTEN on " + socket.local().map(Ip::toString).orElse("") + ":" + at.port(), socket.source())
                .shows(refusal.answer(), refusal.reset())
                .not("PW-004", "a process listens on port " + at.port())
                .not("PW-169", "a process listens on port " + at.port())
                .remedy(
                        "# configure the application to listen on 0.0.0.0 or [::] port " + at.port(),
                        "low, restarts this workload",
                        "set the former address")
                .then("ss -ltn in " + pod + " shows *:" + at.port())
                .unless("a socket dump of the same time with a listener on the pod's own address")
                .explains(that, refusal.failed(), refusal.all().size())
                .finding(Severity.S1, proof);
    }
}

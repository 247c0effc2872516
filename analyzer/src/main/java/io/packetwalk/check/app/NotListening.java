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
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.IpPort;
import java.util.List;

/** PW-169: nothing listens on the port that the workload itself declares; the pod resets every connection. */
public final class NotListening implements Check {

    private static final CheckId ID = new CheckId("PW-169", "app-not-listening", "app", 18);

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
                .filter(Refusals::nothingListens)
                .filter(refusal -> refusal.declared()
                        || refusal.listeners().reachable(refusal.proto()).isEmpty())
                .map(refusal -> finding(that, refusal))
                .toList();
        return Outcome.of(findings, Refusals.missing(refusals), "every refusing pod listens on the ports it declares");
    }

    private static Finding finding(Case that, Refusals refusal) {
        IpPort at = refusal.at();
        String namespace = refusal.pod().ref().namespace();
        String name = refusal.pod().ref().name();
        Source dump = refusal.socketDump(that);
        Claim claim = Claim.of(ID)
                .about(refusal.pod().ref())
                .what(Sentences.failed(refusal.pod().ref() + " port " + at.port(), refusal.failed(), refusal.all()))
                .why("No process in the pod listens on port " + at.port()
                        + (refusal.declared()
                                ? ", which its template declares."
                                : ", nor on any other that can be reached."))
                .shows("no listener on port " + at.port(), dump)
                .shows(refusal.answer(), refusal.reset());
        refusal.pod().object().containers().stream()
                .filter(container ->
                        container.restarts() > 0 || !container.reason().isEmpty())
                .forEach(container -> claim.shows(
                        "container " + container.name() + " restarted " + container.restarts() + " times "
                                + container.reason(),
                        container.source()));
        Proof proof = new Proof(
                Condition.yes("nothing listens on port " + at.port(), List.of(dump)),
                Paths.end(
                        that,
                        "the walk reaches the pod and is refused there",
                        refusal.failed(),
                        path -> path.endpoint().filter(at::equals).isPresent()),
                Condition.yes("the pod refused " + at, List.of(refusal.reset())),
                Moments.near(that, dump, refusal.failed()),
                List.of(new Condition(
                        "PW-004: the template declares the port asked for",
                        Ternary.of(refusal.declared()).or(Ternary.UNKNOWN),
                        List.of(refusal.pod().object().source()))));
        if (refusal.declared()) {
            claim.not("PW-004", "the pod template declares port " + at.port());
        }
        return claim.not("PW-168", "nothing listens on the port, not even on loopback")
                .remedy(
                        "kubectl -n " + namespace + " logs " + name + " --all-containers --tail=200",
                        "none, reads only",
                        "")
                .then("ss -ltun in pod/" + namespace + "/" + name + " shows a listener on port " + at.port())
                .unless("a socket dump of the same time with a listener on the port")
                .explains(that, refusal.failed(), refusal.all().size())
                .finding(Severity.S1, proof);
    }
}

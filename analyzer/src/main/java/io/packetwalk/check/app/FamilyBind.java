package io.packetwalk.check.app;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.net.Ip;
import java.util.List;

/** PW-172: the application listens on one address family only, and is refused on the other. */
public final class FamilyBind implements Check {

    private static final CheckId ID = new CheckId("PW-172", "app-family-bind", "app", 18);

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
                .filter(refusal -> !others(refusal).isEmpty())
                .map(refusal -> finding(that, refusal))
                .toList();
        return Outcome.of(
                findings,
                Refusals.missing(refusals),
                "every refusing pod that listens, listens on the family asked for");
    }

    /** Listeners on the port that take the other family only; none when something takes this one. */
    private static List<SocketFact> others(Refusals refusal) {
        List<SocketFact> on =
                refusal.listeners().on(refusal.proto(), refusal.at().port());
        boolean open = on.stream()
                .anyMatch(socket -> Listeners.accepts(socket, refusal.at().ip()));
        return open
                ? List.of()
                : on.stream()
                        .filter(socket -> socket.v6() != refusal.at().ip().v6())
                        .filter(socket -> socket.local().filter(Ip::loopback).isEmpty())
                        .toList();
    }

    private static Finding finding(Case that, Refusals refusal) {
        SocketFact socket = others(refusal).getFirst();
        String asked = refusal.at().ip().v6() ? "IPv6" : "IPv4";
        String bound = socket.v6() ? "IPv6" : "IPv4";
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "the only listener on port " + refusal.at().port() + " is of " + bound,
                        List.of(socket.source())),
                refusal.failed(),
                path -> path.endpoint().filter(refusal.at()::equals).isPresent(),
                Condition.yes(
                        "PW-032: the pod has an address of the family asked for, and answers from it",
                        List.of(refusal.reset())));
        String namespace = refusal.pod().ref().namespace();
        return Claim.of(ID)
                .about(refusal.pod().ref())
                .what(Sentences.failed(
                        refusal.pod().ref() + " port " + refusal.at().port() + " over " + asked,
                        refusal.failed(),
                        refusal.all()))
                .why("The application listens on port " + refusal.at().port() + " of " + bound + " addresses only; "
                        + refusal.at().ip() + " is an " + asked + " address.")
                .shows(
                        "listens on " + socket.local().map(Ip::toString).orElse(socket.v6() ? "[::]" : "0.0.0.0") + ":"
                                + socket.localPort(),
                        socket.source())
                .shows(refusal.answer(), refusal.reset())
                .not("PW-169", "the port is open for the other family")
                .not("PW-168", "it is not bound to loopback")
                .remedy(
                        "kubectl -n " + namespace + " exec "
                                + refusal.pod().ref().name() + " -- ss -ltn",
                        "none, reads only",
                        "")
                .remedy(
                        "# in the application's configuration: listen on [::] without IPV6_V6ONLY, or on both families",
                        "medium, the workload's pods are made again",
                        "kubectl rollout undo of the workload")
                .then("ss -ltn in pod/" + namespace + "/" + refusal.pod().ref().name() + " shows *:"
                        + refusal.at().port())
                .unless("a socket dump of the same time with a listener of " + asked)
                .explains(that, refusal.failed(), refusal.all().size())
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** PW-023: a LoadBalancer Service never got an address: nobody provides one, or the provider failed. */
public final class LoadBalancerPending implements Check {

    private static final CheckId ID = new CheckId("PW-023", "lb-pending", "service", 10);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Duration SOON = Duration.ofMinutes(5);

    @Override
    public Outcome run(Case that) {
        List<Service> balancers = that.cluster().services().stream()
                .filter(service -> service.object().type().equals("LoadBalancer"))
                .toList();
        if (balancers.isEmpty()) {
            return new Outcome.NotApplicable("no Service of type LoadBalancer");
        }
        List<Finding> findings = balancers.stream()
                .filter(service -> service.object().loadBalancer().isEmpty())
                .filter(service -> old(that, service) || told(that, service).isPresent())
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(
                findings, List.of(), "every LoadBalancer Service has an address, or is younger than 5 minutes");
    }

    private static boolean old(Case that, Service service) {
        Optional<Instant> collected = that.cluster().inventory().readings().stream()
                .filter(entry ->
                        entry.artifact().equals(service.object().source().artifact()))
                .flatMap(entry -> entry.window().stream())
                .map(Window::to)
                .findFirst();
        return collected.isEmpty()
                || service.object().created().isEmpty()
                || service.object().created().get().plus(SOON).isBefore(collected.get());
    }

    private static Optional<EventFact> told(Case that, Service service) {
        return that.cluster().events().stream()
                .filter(event ->
                        event.involved().equals(service.ref()) && event.type().equals("Warning"))
                .reduce((first, last) -> last);
    }

    private static Finding finding(Case that, Service service) {
        Optional<EventFact> event = told(that, service);
        String by = service.object().loadBalancerClass().isEmpty()
                ? "the cluster's default load-balancer controller"
                : "the controller of class " + service.object().loadBalancerClass();
        Proof proof = Stated.told(
                Condition.yes(
                        "type LoadBalancer, status has no address",
                        List.of(service.object().source())),
                event.map(told -> Condition.yes(told.reason() + ": " + told.message(), List.of(told.source())))
                        .orElse(Condition.no("an event tells the failure", List.of())),
                event.isPresent()
                        ? Condition.yes(
                                "it is not just young", List.of(event.get().source()))
                        : Condition.unknown("a controller is there and failed"));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(service.ref() + " has no external address.")
                .why(event.map(told -> "Its provider says: " + told.message())
                        .orElse("Nobody has given it one: " + by + " is missing or has not answered."))
                .shows(
                        "type LoadBalancer without status.loadBalancer.ingress",
                        service.object().source());
        event.ifPresent(told -> claim.shows(told.reason() + ": " + told.message(), told.source())
                .explainsTold(service.ref() + " pending"));
        return claim.not("PW-053", "there is no address yet that ranges could guard")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " describe svc "
                                + service.ref().name(),
                        "none, reads only",
                        "")
                .then("kubectl -n " + service.ref().namespace() + " get svc "
                        + service.ref().name())
                .unless("a later dump with an address in its status")
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PW-029: a client connects to an address of a headless Service that is no endpoint any more: the answer it has is older than the change. */
public final class HeadlessStale implements Check {

    private static final CheckId ID = new CheckId("PW-029", "headless-stale-dns", "dns", 9);
    private static final Pattern SERVICE = Pattern.compile("(?:[^.]+\\.)?([^.]+)\\.([^.]+)\\.svc\\..*");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean headless = that.cluster().services().stream()
                .anyMatch(service -> service.object().headless() && service.listed() == Service.Listed.SLICES);
        if (!headless) {
            return new Outcome.NotApplicable("no headless Service with its endpoints is in the bundle");
        }
        if (that.flows().lookups().isEmpty()) {
            return Clients.blind();
        }
        Map<Service, List<OldAddress>> byService =
                new TreeMap<>((one, two) -> one.ref().compareTo(two.ref()));
        for (OldAddress old : OldAddress.in(that)) {
            service(that, old)
                    .filter(service -> service.endpoints().stream()
                            .noneMatch(end -> end.ip().equals(old.address())))
                    .ifPresent(service -> byService
                            .computeIfAbsent(service, fresh -> new ArrayList<>())
                            .add(old));
        }
        List<Finding> findings = byService.entrySet().stream()
                .map(entry -> finding(that, entry.getKey(), entry.getValue()))
                .toList();
        return Outcome.of(
                findings,
                List.of(),
                "every captured connection by a headless Service's name went to an endpoint of it");
    }

    private static Optional<Service> service(Case that, OldAddress old) {
        return old.lookup().exchanges().stream()
                .filter(asked ->
                        asked.exchange().answers().contains(old.address().toString()))
                .map(asked -> SERVICE.matcher(asked.exchange().qname()))
                .filter(Matcher::matches)
                .flatMap(name -> that.cluster().service(name.group(2), name.group(1)).stream())
                .filter(service -> service.object().headless() && service.listed() == Service.Listed.SLICES)
                .findFirst();
    }

    /** The endpoints had changed when the client connected; a change after that explains nothing. */
    private static Condition changed(Service service, Instant connected) {
        return new Condition(
                "the endpoints had changed before the connection",
                service.changed()
                        .map(when -> Ternary.of(!when.isAfter(connected)))
                        .orElse(Ternary.UNKNOWN),
                service.slices().stream().limit(2).toList());
    }

    private static Finding finding(Case that, Service service, List<OldAddress> all) {
        OldAddress first = all.getFirst();
        List<Flow> failed = all.stream().map(OldAddress::flow).toList();
        List<Source> seen = List.of(first.answer(), first.flow().nearest().source());
        Optional<Condition> taken = that.cluster()
                .podAt(first.address())
                .map(pod -> Condition.yes(
                        "the address belongs to " + pod.ref() + " today",
                        List.of(pod.object().source())));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(service.ref() + ": " + all.size() + (all.size() == 1 ? " connection" : " connections") + " to "
                        + first.address() + " failed, which is no endpoint of it.")
                .why("It has no address of its own, so clients connect to what a lookup gave them; "
                        + Clients.name(first.lookup()) + " had asked "
                        + first.age().toMillis() / 1000.0
                        + " s before" + (taken.isPresent() ? ", and the address is another pod's now." : "."))
                .shows(first.lookup().name() + " was answered " + first.address(), first.answer())
                .shows(
                        "connection to " + first.flow().server().at() + " failed",
                        first.flow().nearest().source());
        service.slices().stream()
                .limit(1)
                .forEach(at -> claim.shows(
                        "endpoints: "
                                + service.endpoints().stream()
                                        .map(end -> end.ip().toString())
                                        .collect(Collectors.joining(", ")),
                        at));
        taken.ifPresent(pod -> claim.shows(pod.text(), pod.sources().getFirst()));
        return claim.not("PW-001", "the Service has endpoints, and this is none of them")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get endpointslice -l kubernetes.io/service-name="
                                + service.ref().name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# let the client ask again when a connection fails; lower the TTL: kubernetes { ttl 5 } in the Corefile",
                        "low, some more queries for the DNS servers",
                        "the former ttl")
                .then("nslookup " + service.ref().name() + "." + service.ref().namespace()
                        + " in the client pod gives endpoints only")
                .unless("a slice dump of the time of the connection that has " + first.address())
                .explains(that, failed, failed.size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes(
                                        first.address() + " is no endpoint of " + service.ref(),
                                        service.slices().stream().limit(2).toList()),
                                Condition.yes("the client connected to the address it was given", seen),
                                Condition.yes("the connection failed", seen),
                                changed(service, first.flow().start()),
                                List.of()));
    }
}

package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PW-127: a name has addresses of both families, the client tries IPv6 first, nothing comes back, and IPv4 works after a delay. */
public final class FamilyFallback implements Check {

    private static final CheckId ID = new CheckId("PW-127", "v6-first-broken", "dns", 14);

    /** How long after its lookup a connection is taken to follow from it. */
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A client that tries both families at once waits 250 ms at most (RFC 8305 section 5), and nobody notices. */
    private static final Duration NOTICED = Duration.ofMillis(500);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return Clients.after(
                that,
                (lookup, connections) -> fallback(that, lookup, connections),
                Fallback::lookup,
                all -> finding(that, all),
                "no connection by IPv6 that failed before one by IPv4 worked");
    }

    /** A connection that failed by IPv6, and the one that worked by IPv4. */
    private record Fallback(Lookup lookup, Flow six, Flow four) {
        Duration delay() {
            return Duration.between(six.start(), four.start());
        }
    }

    private static Optional<Fallback> fallback(Case that, Lookup lookup, List<Flow> connections) {
        Set<Ip> answers = Clients.addresses(lookup);
        if (answers.stream().noneMatch(Ip::v6) || answers.stream().allMatch(Ip::v6)) {
            return Optional.empty();
        }
        // Addresses of the cluster itself are other checks' business: their families are a matter of Services and CNI.
        List<Flow> then = connections.stream()
                .filter(flow -> answers.contains(flow.server().at().ip()))
                .filter(flow -> that.cluster().objectAt(flow.server().at().ip()).isEmpty())
                .filter(flow -> !flow.start()
                                .isBefore(
                                        lookup.exchanges().getFirst().exchange().asked())
                        && flow.start()
                                .isBefore(lookup.exchanges()
                                        .getFirst()
                                        .exchange()
                                        .asked()
                                        .plus(SOON)))
                .toList();
        Optional<Flow> six = then.stream()
                .filter(flow -> flow.server().at().ip().v6() && flow.state().failed())
                .findFirst();
        Optional<Flow> four = then.stream()
                .filter(flow -> !flow.server().at().ip().v6() && flow.state() == Flow.State.OK)
                .filter(flow ->
                        six.isPresent() && flow.start().isAfter(six.get().start()))
                .findFirst();
        boolean worked = then.stream().anyMatch(flow -> flow.server().at().ip().v6() && flow.state() == Flow.State.OK);
        return six.isPresent() && four.isPresent() && !worked
                ? Optional.of(new Fallback(lookup, six.get(), four.get()))
                        .filter(one -> one.delay().compareTo(NOTICED) >= 0)
                : Optional.empty();
    }

    /** Where the way by IPv6 ends: a namespace without a default route for it. */
    private static Condition routeless(Case that, Ip client) {
        List<NetNs> way = new ArrayList<>();
        that.cluster().podAt(client).flatMap(Pod::netns).ifPresent(way::add);
        Whereabouts.node(that.cluster(), client).map(Node::netns).ifPresent(way::add);
        for (NetNs netns : way) {
            List<RouteFact> six = netns.routes().stream()
                    .filter(route -> route.dst().base().v6())
                    .toList();
            boolean out = six.stream()
                    .anyMatch(route -> route.dst().length() == 0 && route.type().equals("unicast"));
            if (!six.isEmpty() && !out) {
                return Condition.yes(
                        "no default route for IPv6 in " + netns.place(),
                        six.stream().map(RouteFact::source).limit(1).toList());
            }
        }
        return Condition.unknown("no default route for IPv6 on the way");
    }

    private static Finding finding(Case that, List<Fallback> all) {
        Fallback first = all.getFirst();
        List<Flow> failed = all.stream().map(Fallback::six).distinct().toList();
        List<Source> seen =
                List.of(first.six().nearest().source(), first.four().nearest().source());
        Condition routeless = routeless(that, first.lookup().client());
        double seconds = first.delay().toMillis() / 1000.0;
        Claim claim = Claim.of(ID)
                .about(Clients.subject(first.lookup()))
                .what(Clients.name(first.lookup()) + " waits " + seconds + " s for "
                        + first.lookup().name() + ": " + first.six().server().at() + " by IPv6 fails, then "
                        + first.four().server().at() + " by IPv4 works.")
                .why(
                        routeless.holds().yes()
                                ? "The name has addresses of both families, and there is " + routeless.text() + "."
                                : "The name has addresses of both families, and the way by IPv6 is broken.")
                .shows("by IPv6: failed", first.six().nearest().source())
                .shows("by IPv4: worked", first.four().nearest().source());
        routeless.sources().forEach(at -> claim.shows(routeless.text(), at));
        return claim.not("PW-032", "the addresses are outside of the cluster")
                .remedy("ip -6 route show default  # on the client's node and in the pod", "none, reads only", "")
                .remedy(
                        "# restore IPv6's way out, or let the DNS server answer no AAAA: template ANY AAAA { rcode NOERROR } in the Corefile",
                        "medium, every client of the DNS server",
                        "remove the template")
                .then("curl -6 to the name answers, or the name has no AAAA")
                .unless("a capture in which the address answers by IPv6")
                .explains(that, failed, failed.size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("one family fails and the other works, to the same name", seen),
                                Condition.yes("the client tried the failing one first", seen),
                                Condition.yes("the connection by IPv6 failed", seen),
                                Condition.yes("both are in the same minute of one capture", seen),
                                List.of(routeless)));
    }
}

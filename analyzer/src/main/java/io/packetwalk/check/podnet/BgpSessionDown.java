package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Verdict;
import java.util.List;
import java.util.Optional;

/** PW-095: nodes learn each other's pod routes by BGP, and a session is down, so the routes of the peer are gone. */
public final class BgpSessionDown implements Check {

    private static final CheckId ID = new CheckId("PW-095", "bgp-session-down", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings =
                BgpSessions.down(that).stream().map(down -> finding(that, down)).toList();
        boolean speaks = that.cluster().nodes().stream()
                        .flatMap(node -> node.netns().routes().stream())
                        .anyMatch(BgpSessionDown::learned)
                || that.cluster().pods().stream()
                        .anyMatch(pod -> pod.ref().name().startsWith("calico-node"));
        if (findings.isEmpty() && !speaks) {
            return new Outcome.NotApplicable("no route is learned by BGP, and no agent that speaks it is there");
        }
        return findings.isEmpty() && that.cluster().events().isEmpty()
                ? new Outcome.Undetermined(List.of(new Missing(
                        "state of the BGP sessions",
                        "neither events nor the agent's answer are in the bundle",
                        "birdcl show protocols all  # in the calico-node pod; calicoctl node status")))
                : Outcome.of(findings, List.of(), "no agent tells of a session that is down");
    }

    private static boolean learned(RouteFact route) {
        return route.proto().equals("bird") || route.proto().equals("bgp");
    }

    private static Finding finding(Case that, BgpSessions.Down down) {
        Node node = down.node();
        String peer = down.other().map(Node::name).orElse(down.peer().toString());
        List<Flow> all = new FailedFlows(that)
                .base(flow -> down.other()
                        .filter(other -> across(that, flow, node, other) || across(that, flow, other, node))
                        .isPresent());
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                .toList();
        List<Source> at = List.of(down.event().source());
        Optional<RouteFact> kept = node.netns().routes().stream()
                .filter(BgpSessionDown::learned)
                .filter(route -> route.via().filter(down.peer()::equals).isPresent())
                .findFirst();
        boolean known = node.netns().complete("ip-route");
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("between pods of " + node.name() + " and " + peer, failed, all))
                .why("The BGP session of " + node.name() + " with " + peer + " is not established"
                        + (known && kept.isEmpty() ? ", and no learned route leads there." : "."))
                .shows(down.event().message(), down.event().source());
        down.other().ifPresent(other -> claim.about(ObjectRef.node(other.name())));
        kept.ifPresent(route -> claim.shows("a learned route to " + route.dst() + " is still there", route.source()));
        Whereabouts.dump(that, "ip-route", node)
                .filter(dump -> kept.isEmpty())
                .ifPresent(dump -> claim.shows("no route via " + down.peer() + " with proto bird", dump));
        return claim.not("PW-092", "routes are gone, not packets on the way")
                .remedy("birdcl show protocols all  # in the calico-node pod of " + node.name(), "none, reads only", "")
                .remedy("ss -tn '( sport = :179 or dport = :179 )'  # on " + node.name(), "none, reads only", "")
                .then("ip route show proto bird on " + node.name() + " lists the pods of " + peer)
                .unless("route reflectors: nodes then have no sessions with each other by design")
                .explains(that, failed, all.size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes("the agent reports the session as not established", at),
                                failed,
                                path -> path.verdict() instanceof Verdict.Lost,
                                new Condition(
                                        "the routes of the peer are gone",
                                        !known ? Ternary.UNKNOWN : Ternary.of(kept.isEmpty()),
                                        Whereabouts.dump(that, "ip-route", node).stream()
                                                .toList())));
    }

    private static boolean across(Case that, Flow flow, Node client, Node server) {
        return Whereabouts.client(that, flow).filter(client::equals).isPresent()
                && Whereabouts.server(that, flow).filter(server::equals).isPresent();
    }
}

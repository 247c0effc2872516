package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** PW-066: the request comes in by one interface and the answer leaves by another, and is lost on its way. */
public final class AsymmetricPath implements Check {

    private static final CheckId ID = new CheckId("PW-066", "asymmetric-path", "podnet", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "traffic",
                    "no capture shows any",
                    "tcpdump -ni any -s 0 -w traffic.pcap on client's and server's node")));
        }
        Map<String, List<Flow>> byNode = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            split(flow)
                    .ifPresent(node -> byNode.computeIfAbsent(node, name -> new ArrayList<>())
                            .add(flow));
        }
        List<Finding> findings = new ArrayList<>();
        byNode.forEach((node, flows) -> findings.add(finding(that, node, flows)));
        findings.addAll(StrangeSource.findings(that, ID));
        return Outcome.of(
                findings,
                List.of(),
                "no failed flow was answered by another interface than it came in by, or for an address that nobody has");
    }

    /** The node on which requests were only seen on one set of devices and answers only on another one. */
    private static Optional<String> split(Flow flow) {
        boolean unanswered = flow.backward().packets() == 0;
        if (!unanswered) {
            return Optional.empty();
        }
        Map<String, Set<String>> requests = new TreeMap<>();
        Map<String, Set<String>> answers = new TreeMap<>();
        for (Leg leg : flow.legs()) {
            boolean uplink = leg.kind() == Leg.Kind.CAPTURE
                    && !leg.device().isEmpty()
                    && !leg.device().startsWith("veth")
                    && !leg.device().startsWith("cni")
                    && !leg.device().startsWith("cali");
            if (leg.place() instanceof Place.Node node && uplink) {
                if (leg.forwardPackets() > 0) {
                    requests.computeIfAbsent(node.name(), name -> new TreeSet<>())
                            .add(leg.device());
                }
                if (leg.backwardPackets() > 0) {
                    answers.computeIfAbsent(node.name(), name -> new TreeSet<>())
                            .add(leg.device());
                }
            }
        }
        return answers.entrySet().stream()
                .filter(entry -> requests.containsKey(entry.getKey()))
                .filter(entry ->
                        Collections.disjoint(entry.getValue(), requests.getOrDefault(entry.getKey(), Set.of())))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Finding finding(Case that, String node, List<Flow> failed) {
        Flow first = failed.getFirst();
        List<Leg> here = first.legs().stream()
                .filter(leg -> leg.place().equals(new Place.Node(node)))
                .toList();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed("through " + node, failed, failed))
                .why(
                        "On " + node
                                + " the request comes in by one interface and the answer leaves by another; the client never gets it.");
        here.stream()
                .filter(leg -> leg.forwardPackets() > 0 != leg.backwardPackets() > 0)
                .limit(4)
                .forEach(leg -> claim.shows(
                        (leg.forwardPackets() > 0 ? "requests on " : "answers on ") + leg.device(), leg.source()));
        List<Source> at = here.stream().map(Leg::source).limit(3).toList();
        Proof proof = new Proof(
                Condition.yes("requests and answers use different interfaces", at),
                Condition.yes("the failed flows were seen on both", at),
                Stated.observed(failed),
                Condition.yes("seen in the same captures", at),
                List.of(Condition.unknown("PW-057 PW-098: what drops the answer further on")));
        return claim.not("PW-085", "the answer leaves the node")
                .remedy("ip rule; ip route get CLIENT-IP from SERVER-IP  # on " + node, "none, reads only", "")
                .then("tcpdump -ni any host CLIENT-IP on " + node + " shows both directions on one interface")
                .unless("direct server return, which is asymmetric by design")
                .explains(that, failed, failed.size())
                .finding(Severity.S1, proof);
    }
}

package io.packetwalk.check.egress;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.BareEgress;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-178: pods' packets leave the node with their own address, which the outside cannot answer. */
public final class MasqueradeMissingOutside implements Check {

    private static final CheckId ID = new CheckId("PW-178", "egress-masquerade-missing", "egress", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "traffic", "no capture shows any", "tcpdump -ni any -s 0 -w traffic.pcap on the client's node")));
        }
        Map<String, List<Flow>> byNode = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            BareEgress.of(that, flow)
                    .ifPresent(leg -> byNode.computeIfAbsent(leg.place().toString(), name -> new ArrayList<>())
                            .add(flow));
        }
        List<Finding> findings =
                byNode.values().stream().map(flows -> finding(that, flows)).toList();
        return Outcome.of(findings, List.of(), "no failed flow left a node for the outside with a pod's address");
    }

    private static Finding finding(Case that, List<Flow> failed) {
        Flow first = failed.getFirst();
        Leg leg = BareEgress.of(that, first).orElseThrow();
        String node =
                leg.place() instanceof Place.Node at ? at.name() : leg.place().toString();
        boolean others = that.flows().all().stream()
                .anyMatch(flow -> flow.state() == Flow.State.OK
                        && that.cluster().podAt(flow.client().at().ip()).isPresent()
                        && that.cluster().objectAt(flow.reached().ip()).isEmpty());
        List<Source> at = List.of(leg.source());
        Proof proof = new Proof(
                Condition.yes("on " + leg.device() + " the packet has the pod's address", at),
                Condition.yes("it is the failed flow's own packet", at),
                Stated.observed(failed),
                Condition.yes("seen in the same capture", at),
                List.of(new Condition(
                        "the outside has no route back to pods: translated flows are answered",
                        others ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        return Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed("from pods of " + node + " to the outside", failed, failed))
                .why("Packets leave " + leg.device() + " of " + node
                        + " with the pod's own address; unless the outside routes it back, no answer can come.")
                .shows("source " + leg.tuple().src().ip() + " on " + leg.device(), leg.source())
                .not("PW-089", "the packet leaves by the right interface")
                .remedy("iptables-save -t nat | grep -iE 'MASQ|SNAT'  # on " + node, "none, reads only", "")
                .remedy(
                        "# switch masquerading on in the network plugin (ipMasq, natOutgoing) for pods of " + node,
                        "low, answers come back to the node",
                        "switch it off again")
                .then("tcpdump -ni " + leg.device() + " on " + node + " shows the node's address as source")
                .unless("a network that routes pod addresses on purpose")
                .explains(that, failed, failed.size())
                .finding(Severity.S1, proof);
    }
}

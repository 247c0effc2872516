package io.packetwalk.check.mtu;

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
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-112: full-size packets to or from outside are lost and nobody says that they are too big. */
public final class PmtudBlackhole implements Check {

    private static final CheckId ID = new CheckId("PW-112", "pmtud-blackhole", "mtu", 15);

    @Override
    public CheckId id() {
        return ID;
    }

    /** Segments sent again: with the first sending that is three losses of one size. */
    private static final int ENOUGH = 2;

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "traffic", "no capture shows any", "tcpdump -ni any -s 0 -w traffic.pcap on the client's node")));
        }
        Map<String, List<Flow>> byPeer = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (large(flow) && outside(that, flow)) {
                byPeer.computeIfAbsent(peer(that, flow), name -> new ArrayList<>())
                        .add(flow);
            }
        }
        List<Finding> findings = new ArrayList<>();
        byPeer.forEach((peer, flows) -> findings.add(finding(that, peer, flows)));
        return Outcome.of(findings, List.of(), "no connection with the outside lost its large packets only");
    }

    private static boolean large(Flow flow) {
        return flow.tcp()
                .filter(tcp -> tcp.established()
                        && Math.max(tcp.largestLostForward(), tcp.largestLostBackward()) > 1000
                        && Math.max(tcp.retransmitsForward(), tcp.retransmitsBackward()) >= ENOUGH
                        && Math.max(tcp.largestLostForward(), tcp.largestLostBackward())
                                > Math.max(
                                        tcp.largestLostForward() > 0 ? tcp.largestAckedForward() : 0,
                                        tcp.largestLostBackward() > 0 ? tcp.largestAckedBackward() : 0))
                .isPresent();
    }

    private static boolean outside(Case that, Flow flow) {
        return Whereabouts.client(that, flow).isEmpty()
                != Whereabouts.server(that, flow).isEmpty();
    }

    private static String peer(Case that, Flow flow) {
        return (Whereabouts.client(that, flow).isEmpty() ? flow.client() : flow.server())
                .at()
                .ip()
                .toString();
    }

    private static Finding finding(Case that, String peer, List<Flow> failed) {
        Flow first = failed.getFirst();
        TcpFact tcp = first.tcp().orElseThrow();
        int lost = Math.max(tcp.largestLostForward(), tcp.largestLostBackward());
        boolean told =
                failed.stream().flatMap(flow -> flow.icmpErrors().stream()).anyMatch(error -> error.mtu() > 0);
        List<Source> at = List.of(first.nearest().source());
        Proof proof = new Proof(
                Condition.yes(
                        "segments of " + lost + " bytes are sent again and never acknowledged, smaller ones are", at),
                Condition.yes("they are the failed connections' own", at),
                Stated.observed(failed),
                Condition.yes("seen in the same capture", at),
                List.of(
                        new Condition("no \"too big\" arrived", Ternary.of(!told), at),
                        Condition.unknown("PW-110: a capture on the far side shows that they do not arrive")));
        return Claim.of(ID)
                .about(new ObjectRef("Address", "", peer))
                .what(Sentences.failed("large packets between the cluster and " + peer, failed, failed))
                .why(
                        "Segments of " + lost
                                + " bytes vanish, smaller ones arrive, and no ICMP \"too big\" comes back: some hop has a smaller MTU and stays silent.")
                .shows(
                        "largest lost " + lost + " bytes, largest acknowledged "
                                + Math.max(tcp.largestAckedForward(), tcp.largestAckedBackward()) + " bytes",
                        first.nearest().source())
                .not("PW-110", "one end is outside the cluster, no overlay between nodes is crossed")
                .remedy("tracepath -n " + peer, "none, reads only", "")
                .remedy(
                        "iptables -t mangle -A FORWARD -d " + peer
                                + " -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu  # on the client's node",
                        "low, new connections to this peer",
                        "iptables -t mangle -D FORWARD -d " + peer
                                + " -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu")
                .then("a large transfer to " + peer + " completes")
                .unless("an ICMP \"too big\" in a longer capture")
                .explains(that, failed, failed.size())
                .finding(Severity.S2, proof);
    }
}

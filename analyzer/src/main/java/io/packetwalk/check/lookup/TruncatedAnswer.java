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
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Service;
import io.packetwalk.net.Proto;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** PW-122: an answer does not fit into a datagram, the client must ask again by TCP (RFC 7766), and TCP to port 53 does not work. */
public final class TruncatedAnswer implements Check {

    private static final CheckId ID = new CheckId("PW-122", "dns-truncated-tcp-blocked", "dns", 4);

    /** How long after the truncated answer a client's TCP is taken to be its consequence. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return Clients.after(
                that,
                (lookup, connections) -> cut(lookup, connections),
                Cut::lookup,
                all -> finding(that, all),
                "no truncated answer whose repetition by TCP failed");
    }

    /** A truncated answer, and the TCP connection that failed after it. */
    private record Cut(Lookup lookup, Source answer, Flow tcp) {}

    private static Optional<Cut> cut(Lookup lookup, List<Flow> connections) {
        for (Lookup.Asked asked : lookup.exchanges()) {
            if (!asked.exchange().truncated()) {
                continue;
            }
            Instant from = asked.exchange().asked();
            List<Flow> then = connections.stream()
                    .filter(flow -> flow.server().at().equals(lookup.server()))
                    .filter(flow -> !flow.start().isBefore(from) && flow.start().isBefore(from.plus(SOON)))
                    .toList();
            if (!then.isEmpty() && then.stream().allMatch(flow -> flow.state().failed())) {
                Source answer = Source.packet(
                        asked.source().artifact(), asked.exchange().answerPacket());
                return Optional.of(new Cut(lookup, answer, then.getFirst()));
            }
        }
        return Optional.empty();
    }

    private static Finding finding(Case that, List<Cut> cuts) {
        Cut first = cuts.getFirst();
        Optional<Service> service =
                that.cluster().serviceAt(first.lookup().server().ip());
        boolean lacks = service.filter(dns -> dns.port(Proto.TCP, 53).isEmpty()).isPresent();
        List<Source> port = service.map(dns -> dns.object().ports().stream()
                        .filter(one -> one.port() == 53)
                        .map(ServiceFact.ServicePort::source)
                        .limit(1)
                        .toList())
                .orElse(List.of());
        List<Flow> failed = cuts.stream().map(Cut::tcp).distinct().toList();
        List<Source> seen = List.of(first.answer(), first.tcp().nearest().source());
        Claim claim = Claim.of(ID)
                .about(Clients.subject(first.lookup()))
                .what(Clients.name(first.lookup()) + ": " + cuts.size()
                        + (cuts.size() == 1 ? " answer was" : " answers were") + " too large for UDP, for example to "
                        + first.lookup().name() + ", and TCP to "
                        + first.lookup().server() + " failed.")
                .why(
                        lacks
                                ? service.map(dns -> dns.ref().toString()).orElse("") + " has no TCP port 53."
                                : "The way is open for UDP port 53 and closed for TCP port 53.")
                .shows("truncated answer (TC=1)", first.answer())
                .shows(
                        "TCP to " + first.lookup().server() + " failed",
                        first.tcp().nearest().source());
        port.stream().limit(lacks ? 1 : 0).forEach(at -> claim.shows("port 53 for UDP only", at));
        return claim.not("PW-113", "the truncated answer itself arrived, so no fragment was lost")
                .remedy(
                        "kubectl get networkpolicy -A -o yaml; kubectl -n kube-system get svc kube-dns -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        "# allow TCP port 53 wherever UDP port 53 is allowed: in the DNS Service, and in egress policies of the client",
                        "low, DNS by TCP only",
                        "remove the port again")
                .then("dig +tcp @" + first.lookup().server().ip() + " "
                        + first.lookup().name() + " in the client pod")
                .unless("a capture in which the same client's TCP to port 53 is answered")
                .explains(that, failed, failed.size())
                .explainsLookups(cuts.stream().map(Cut::lookup).toList())
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the answer by UDP was truncated, and TCP failed", seen),
                                Condition.yes("both were sent by the same client to the same server", seen),
                                Condition.yes("the client got no whole answer", seen),
                                Condition.yes("both are in the same capture", seen),
                                List.of(new Condition(
                                        "the DNS Service has no TCP port",
                                        lacks ? Ternary.YES : Ternary.UNKNOWN,
                                        lacks ? port : List.of()))));
    }
}

package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.dns.server.Answer;
import io.packetwalk.walk.dns.server.NameServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A name that was asked about where no dump tells whether its queries arrive: they may not, or they do and are answered as the servers are configured. Both are
 * supposed; the checks say which has a cause.
 *
 * @param that the case
 * @param question what was asked
 * @param name the name
 * @param client who looks it up
 * @param server the name server it asks
 */
record AskedName(Case that, Question question, String name, Ip client, IpPort server) {

    /** Flows and lookups that may have failed. */
    record Supposed(List<Flow> flows, List<Lookup> lookups) {}

    Supposed supposed() {
        List<Flow> flows = new ArrayList<>(both(Proto.UDP, server));
        List<Lookup.Asked> asked = new ArrayList<>();
        NameServers servers = new NameServers(that.cluster(), SearchList.DOMAIN);
        String outcome = "nxdomain";
        for (String candidate : SearchList.of(that.cluster(), question.from(), name)) {
            Answer answer = servers.answer(server.ip(), candidate, "A", Optional.of(client));
            Optional<DnsErrorLogFact> error = answer.known() ? Optional.empty() : logged(candidate);
            if (!answer.known() && error.isEmpty()) {
                // What servers outside say of it nobody knows; that the cluster has no such name is known.
                break;
            }
            if (!answer.addresses().isEmpty()) {
                flows.addAll(
                        both(question.proto(), new IpPort(answer.addresses().getFirst(), question.port())));
                return new Supposed(flows, List.of());
            }
            String rcode = error.isPresent() ? "SERVFAIL" : answer.rcode();
            asked.add(
                    asked(candidate, rcode, error.map(DnsErrorLogFact::source).orElse(Source.whole(Hearsay.NOWHERE))));
            if (rcode.equals("SERVFAIL")) {
                outcome = "servfail";
                break;
            }
            outcome = rcode.equals("NOERROR") ? "nodata" : outcome;
        }
        if (asked.isEmpty()) {
            return new Supposed(flows, List.of());
        }
        Lookup lookup = new Lookup(
                client, that.cluster().objectAt(client), server, name, List.copyOf(asked), outcome, List.of());
        return new Supposed(flows, List.of(lookup));
    }

    private List<Flow> both(Proto proto, IpPort to) {
        return List.of(
                AskedFlow.flow(that, question, proto, client, to, Flow.State.NO_REPLY),
                AskedFlow.flow(that, question, proto, client, to, Flow.State.REFUSED));
    }

    /** The server's own word that it got no answer for the name. */
    private Optional<DnsErrorLogFact> logged(String qname) {
        return that.cluster().dnsLogs().stream()
                .flatMap(log -> log.errors().stream())
                .filter(error -> error.rcode() == 2 && error.qname().equals(qname))
                .filter(error -> IncidentTime.covers(that, error.time()) != Ternary.NO)
                .reduce((first, second) -> second);
    }

    private Lookup.Asked asked(String qname, String rcode, Source source) {
        return new Lookup.Asked(
                new DnsExchange(0, qname, "A", AskedFlow.time(that), 0, 1, rcode, List.of(), 0, -1, false, 0), source);
    }
}

package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Basis;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers that captures and logs show.
 *
 * @param cluster the model
 */
record Seen(Cluster cluster) {

    /** The newest captured answer of one of these servers, else the newest that the cluster's DNS logged if it is asked; a log has codes, not addresses. */
    Optional<Answer> answer(Set<Ip> servers, boolean logs, Ask ask) {
        Optional<Answer> captured = captured(servers, ask);
        return captured.isPresent() || !logs ? captured : logged(ask);
    }

    private record Exchange(CapturePoint point, DnsExchange dns) {}

    private Optional<Answer> captured(Set<Ip> servers, Ask ask) {
        return cluster.captures().stream()
                .flatMap(point -> point.conversations().stream()
                        .filter(talk -> asks(talk, servers))
                        .flatMap(talk -> talk.dns().stream().map(dns -> new Exchange(point, dns))))
                .filter(seen -> seen.dns().qname().equals(ask.name())
                        && seen.dns().qtype().equals(ask.type())
                        && !seen.dns().rcode().isEmpty())
                .max((a, b) -> a.dns().asked().compareTo(b.dns().asked()))
                .map(seen -> answer(seen, ask));
    }

    private static boolean asks(ConversationFact talk, Set<Ip> servers) {
        return talk.tuple().dst().port() == 53
                && servers.contains(talk.tuple().dst().ip());
    }

    private static Answer answer(Exchange seen, Ask ask) {
        List<Ip> addresses = seen.dns().answers().stream()
                .flatMap(text -> Ip.parse(text).stream())
                .filter(ip -> ip.v6() == ask.v6())
                .toList();
        return new Answer(
                seen.dns().rcode(),
                !addresses.isEmpty(),
                addresses,
                Basis.OBSERVED,
                List.of(Source.packet(seen.point().artifact(), seen.dns().answerPacket())),
                Optional.empty());
    }

    private Optional<Answer> logged(Ask ask) {
        Optional<DnsQueryLogFact> last = cluster.dnsLogs().stream()
                .flatMap(log -> log.queries()
                        .rows(ask.name()::equals, answer -> answer.qtype().equals(ask.type()))
                        .mapToObj(log.queries()::get))
                .filter(query -> !query.rcode().equals("-"))
                .reduce((first, second) -> second);
        return last.map(query -> new Answer(
                query.rcode(),
                query.rcode().equals(Answer.NOERROR) && !ask.v6(),
                List.of(),
                Basis.OBSERVED,
                List.of(query.source()),
                Optional.empty()));
    }
}

package io.packetwalk.flow;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.SctpFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.loss.Stalls;
import io.packetwalk.flow.loss.Unheard;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How a flow ended, as its client saw it at the point nearest to it. */
final class Ending {

    /** A first answer that is not there this long before the capture ends was never awaited: Linux repeats a SYN after one second (RFC 6298). */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private Ending() {}

    static Flow.State of(
            Cluster cluster,
            Supplier<Answered> answered,
            FiveTuple asked,
            List<Sighting> ordered,
            List<IcmpErrorFact> errors) {
        Sighting nearest = ordered.getFirst();
        // A point in the client's own namespace that saw no answer is proof; one further on may just have missed it.
        boolean answeredElsewhere = !nearest.atClient(cluster)
                && ordered.stream()
                        .anyMatch(sighting -> sighting.seen().backward().packets() > 0);
        ConversationFact seen = nearest.seen();
        if (seen.tcp().isPresent()) {
            return tcp(nearest, seen.tcp().get(), ordered, errors, answeredElsewhere);
        }
        if (seen.sctp().filter(sctp -> sctp.inits() > 0).isPresent()) {
            return sctp(nearest, seen.sctp().get(), errors, answeredElsewhere);
        }
        if (!seen.dns().isEmpty()) {
            return dns(seen.dns(), errors);
        }
        if (seen.backward().packets() > 0) {
            return fellSilent(seen) ? Flow.State.NO_REPLY : Flow.State.OK;
        }
        if (!errors.isEmpty()) {
            return byError(errors.getFirst());
        }
        boolean awaited = asked.proto().equals(Proto.UDP)
                && (answered.get().expects(cluster, asked.dst()) || misdirected(cluster, asked.dst()));
        return awaited && !asked.dst().ip().multicast() ? Flow.State.NO_REPLY : Flow.State.PARTIAL;
    }

    /**
     * A datagram to a port that its Service has for TCP only goes nowhere. QUIC's port is left out: browsers try it beside TCP and do not mind (RFC 9114, 3.1).
     */
    private static boolean misdirected(Cluster cluster, IpPort to) {
        return to.port() != 443
                && cluster.serviceAt(to.ip())
                        .filter(service -> service.port(Proto.UDP, to.port()).isEmpty()
                                && service.port(Proto.TCP, to.port()).isPresent())
                        .isPresent();
    }

    /** Each datagram was answered, until at least two in a row were not. */
    private static boolean fellSilent(ConversationFact seen) {
        long answered = seen.forward().packets() - seen.unanswered();
        return seen.unanswered() >= 2 && answered > 0 && seen.backward().packets() >= answered;
    }

    private static Flow.State tcp(
            Sighting nearest,
            TcpFact tcp,
            List<Sighting> ordered,
            List<IcmpErrorFact> errors,
            boolean answeredElsewhere) {
        if (tcp.syns() == 0) {
            return Flow.State.PARTIAL;
        }
        if (tcp.established()) {
            return established(nearest, tcp, ordered);
        }
        if (tcp.synAcks() > 0) {
            return Flow.State.HALF_OPEN;
        }
        if (tcp.resetBy() == TcpFact.Side.SERVER) {
            return Flow.State.REFUSED;
        }
        if (!errors.isEmpty()) {
            return byError(errors.getFirst());
        }
        if (nearest.seen().backward().packets() > 0
                || tcp.forward().acknowledges()
                || tcp.syns() == 1 && answeredElsewhere) {
            // The capture has gaps or sees one way only: the client goes on as if it had got its answer, or another
            // point saw one.
            return Flow.State.PARTIAL;
        }
        return tcp.syns() == 1 && cut(nearest) ? Flow.State.PARTIAL : Flow.State.NO_REPLY;
    }

    private static Flow.State established(Sighting nearest, TcpFact tcp, List<Sighting> ordered) {
        if (any(ordered, Stalls::request) || any(ordered, Stalls::answer)) {
            return Flow.State.STALLED;
        }
        boolean unheard = Unheard.request(tcp);
        boolean silent = tcp.payloadBackward() == 0 && !tcp.finBackward();
        if (tcp.resetBy() == TcpFact.Side.SERVER && (silent || unheard)) {
            return Flow.State.RESET;
        }
        return unheard || any(ordered, Unheard::answer) || waited(nearest, ordered)
                ? Flow.State.UNANSWERED
                : Flow.State.OK;
    }

    /** An answer that only another point saw may have been missed by this one. */
    private static boolean waited(Sighting nearest, List<Sighting> ordered) {
        return Unheard.waited(nearest.seen(), nearest.point().capture().last())
                && !any(ordered, tcp -> tcp.payloadBackward() > 0);
    }

    private static boolean any(List<Sighting> ordered, Predicate<TcpFact> what) {
        return ordered.stream()
                .flatMap(sighting -> sighting.seen().tcp().stream())
                .anyMatch(what);
    }

    /** The capture ended before an answer was to be missed. */
    private static boolean cut(Sighting nearest) {
        return nearest.point()
                .capture()
                .last()
                .map(end -> Duration.between(nearest.seen().first(), end).compareTo(PATIENCE) < 0)
                .orElse(true);
    }

    /** Who answers an INIT with ABORT has no socket there (RFC 9260 section 8.4), which Linux tells its client as "connection refused". */
    private static Flow.State sctp(
            Sighting nearest, SctpFact sctp, List<IcmpErrorFact> errors, boolean answeredElsewhere) {
        boolean aborted = sctp.abortedBy() == TcpFact.Side.SERVER;
        if (sctp.established()) {
            return aborted ? Flow.State.RESET : Flow.State.OK;
        }
        if (aborted) {
            return Flow.State.REFUSED;
        }
        if (sctp.answered()) {
            return Flow.State.HALF_OPEN;
        }
        if (!errors.isEmpty()) {
            return byError(errors.getFirst());
        }
        return answeredElsewhere || sctp.inits() == 1 && cut(nearest) ? Flow.State.PARTIAL : Flow.State.NO_REPLY;
    }

    /** Port unreachable is read as "connection refused" (tcp_v4_err, icmp_err_convert in net/ipv4/icmp.c); the others as "no route to host". */
    private static Flow.State byError(IcmpErrorFact error) {
        boolean port = error.v6() ? error.type() == 1 && error.code() == 4 : error.type() == 3 && error.code() == 3;
        return port ? Flow.State.REFUSED : Flow.State.UNREACHABLE;
    }

    private static Flow.State dns(List<DnsExchange> exchanges, List<IcmpErrorFact> errors) {
        if (exchanges.stream().anyMatch(exchange -> exchange.rcode().isEmpty())) {
            return errors.isEmpty() ? Flow.State.NO_REPLY : byError(errors.getFirst());
        }
        if (exchanges.stream().anyMatch(exchange -> exchange.rcode().equals("SERVFAIL"))) {
            return Flow.State.DNS_SERVFAIL;
        }
        if (exchanges.stream().anyMatch(exchange -> exchange.rcode().equals("NXDOMAIN"))) {
            return Flow.State.DNS_NXDOMAIN;
        }
        return exchanges.stream().allMatch(exchange -> exchange.rcode().equals("NOERROR"))
                ? Flow.State.OK
                : Flow.State.DNS_ERROR;
    }
}

package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.Optional;

/**
 * One socket of {@code ss} or {@code netstat}.
 *
 * @param source its line
 * @param proto tcp, udp, sctp
 * @param v6 listed as an IPv6 socket ({@code [::]}); a dual-stack one also takes IPv4
 * @param state {@code LISTEN}, {@code UNCONN}, {@code ESTAB}, {@code TIME-WAIT}, ...
 * @param local local address; empty for the wildcard
 * @param localPort local port
 * @param peer peer address; empty for the wildcard
 * @param peerPort peer port, 0 for the wildcard
 * @param device bound interface ({@code addr%eth0}), may be empty
 * @param recvQueue Recv-Q: on a listener, connections waiting for accept
 * @param sendQueue Send-Q: on a listener, the backlog
 * @param process process as printed, may be empty
 */
public record SocketFact(
        Source source,
        Proto proto,
        boolean v6,
        String state,
        Optional<Ip> local,
        int localPort,
        Optional<Ip> peer,
        int peerPort,
        String device,
        long recvQueue,
        long sendQueue,
        String process)
        implements Fact {}

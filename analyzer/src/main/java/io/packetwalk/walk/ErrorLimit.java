package io.packetwalk.walk;

import io.packetwalk.fact.system.CounterFact;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ICMP errors that the kernel holds back. To one host it sends some six at once and then one a second ({@code net.ipv4.icmp_ratelimit}; net/ipv4/inetpeer.c,
 * inet_peer_xrlim_allow): of several connections at once some are told, and the others wait, try again, and may give up before they are told. A first connection is told.
 * Counters of the namespace that sends the errors say whether the limit was ever reached; without them nothing is said.
 */
final class ErrorLimit {

    private ErrorLimit() {}

    /** The same end for a connection whose error was held back, where that has happened. */
    static Optional<Passage> beside(Passage there, Site client) {
        // Errors to the own host go over the loopback device, which knows no limit (net/ipv4/icmp.c,
        // icmpv4_xrlim_allow).
        boolean away = !there.at().place().equals(client.place());
        return there.ending()
                .filter(ending -> away && error(ending))
                .flatMap(ending -> reached(there).map(counter -> there.end(held(ending, there, counter))));
    }

    private static boolean error(Ending ending) {
        boolean told = ending.symptom() == Symptom.REFUSED || ending.symptom() == Symptom.UNREACHABLE;
        return told && !(ending.verdict() instanceof Verdict.Rejected(String how) && how.contains("tcp-reset"));
    }

    private static Optional<CounterFact> reached(Passage there) {
        String icmp = there.packet().innermost().tuple().dst().ip().v6() ? "Icmp6" : "Icmp";
        return Stream.of("OutRateLimitHost", "OutRateLimitGlobal")
                .flatMap(name -> there.at().netns().counters().get(icmp + name).stream())
                .filter(counter -> counter.value() > 0)
                .findFirst();
    }

    private static Ending held(Ending ending, Passage there, CounterFact counter) {
        String reason = ending.reason() + "; " + there.at().name() + " has held back " + counter.value()
                + " such errors since it came up (net.ipv4.icmp_ratelimit), so of many connections at once some hear"
                + " nothing and try again";
        return new Ending(
                ending.verdict(),
                Symptom.TIMEOUT,
                reason,
                Stream.concat(ending.by().stream(), Stream.of(counter.source()))
                        .distinct()
                        .toList(),
                List.of());
    }
}

package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import java.util.List;
import java.util.function.Predicate;

/** Captured connections whose two sides speak different protocols, seen in the first bytes of each. */
public final class Scheme {

    private Scheme() {}

    /** The client began with a TLS ClientHello, and the server answered with the status line of plain HTTP. */
    public static boolean crossed(Flow flow) {
        return flow.greeting()
                .filter(seen -> !seen.version().isEmpty() && seen.request().isEmpty() && seen.status() > 0)
                .isPresent();
    }

    /** All of them. */
    public static List<Flow> crossed(Case that, Predicate<Flow> which) {
        return that.flows().all().stream().filter(Scheme::crossed).filter(which).toList();
    }

    /** The condition that a capture shows it. */
    public static Condition captured(List<Flow> crossed) {
        List<Source> at =
                crossed.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        return new Condition(
                "a capture shows a ClientHello that plain HTTP answers",
                crossed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                at);
    }
}

package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Inventory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How far evidence and failure are apart in time. */
public final class Moments {

    /** Evidence older or younger than this proves nothing about a failure (failure catalogue, rule b). */
    private static final Duration NEAR = Duration.ofMinutes(5);

    private Moments() {}

    /** The condition that the artifact was collected within 300 s of the flows. UNKNOWN when either time is. */
    public static Condition near(Case that, Source evidence, List<Flow> flows) {
        Optional<Window> collected = that.cluster().inventory().readings().stream()
                .filter(entry -> entry.artifact().equals(evidence.artifact()))
                .findFirst()
                .flatMap(Inventory.Entry::window);
        Optional<Window> seen =
                flows.stream().map(flow -> new Window(flow.start(), flow.end())).reduce(Window::span);
        String text = evidence.artifact() + " was collected within 300 s of the failure";
        if (collected.isEmpty() || seen.isEmpty()) {
            return Condition.unknown(text);
        }
        Duration apart = collected.get().distance(seen.get());
        Ternary holds = Ternary.of(apart.compareTo(NEAR) <= 0);
        return new Condition(text, holds, List.of(evidence));
    }
}

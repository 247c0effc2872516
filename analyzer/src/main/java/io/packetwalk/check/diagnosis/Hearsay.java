package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Once;
import io.packetwalk.check.Walks;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Lookup;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Failures that nobody captured: the one that was asked about, those that programs log. Every check judges them like captured ones; {@link Overheard} takes back what
 * only a capture would prove.
 *
 * @param flows the flows
 * @param lookups the lookups
 * @param failures what each is called, by id of a flow and key of a lookup
 * @param walk their one walk, when it is known; else each flow has its own
 */
record Hearsay(List<Flow> flows, List<Lookup> lookups, Map<String, Failure> failures, Optional<Walk> walk) {

    /** Where nothing stands: it marks what must not be cited. */
    static final String NOWHERE = "(asked)";

    static final Hearsay NOTHING = new Hearsay(List.of(), List.of(), Map.of(), Optional.empty());

    /**
     * One failure.
     *
     * @param name the same in every finding that explains it
     * @param what one sentence, without its full stop
     * @param source where it is said; {@link #NOWHERE} of what was asked
     */
    record Failure(String name, String what, Source source) {}

    /** The same, each flow with the walk of its own packet. */
    Hearsay apart() {
        return new Hearsay(flows, lookups, failures, Optional.empty());
    }

    boolean empty() {
        return flows.isEmpty() && lookups.isEmpty();
    }

    /** The case in which these happened, and nothing else did. */
    Case in(Case that) {
        Set<String> ids = new HashSet<>(flows.stream().map(Flow::id).toList());
        Walks walks = new Walks() {
            @Override
            public Walk of(Question question) {
                return that.walks().of(question);
            }

            @Override
            public Optional<Walk> of(Flow flow) {
                return walk.isPresent() && lookups.isEmpty() && ids.contains(flow.id())
                        ? walk
                        : that.walks().of(flow);
            }
        };
        return new Case(that.cluster(), new Flows(flows, lookups), walks, that.asked(), that.served(), new Once());
    }

    /** The failures that a finding explains, each once. */
    List<Failure> explained(Finding finding) {
        Map<String, Failure> explained = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>(finding.explains());
        keys.addAll(finding.lookups());
        for (String key : keys) {
            Failure failure = failures.get(key);
            if (failure != null) {
                explained.putIfAbsent(failure.name(), failure);
            }
        }
        return List.copyOf(explained.values());
    }
}

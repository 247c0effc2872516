package io.packetwalk.flow;

import io.packetwalk.flow.clock.ClockSkew;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that was seen.
 *
 * @param all flows in order of start. A capture holds more of them than one likes to keep, so each is put together when it is first asked for
 * @param lookups name lookups in order of start, put together likewise
 * @param clocks how the clocks of the capturing hosts differ, by host
 */
public record Flows(List<Flow> all, List<Lookup> lookups, List<ClockSkew> clocks) {

    /** Flows of which nothing is known about the clocks. */
    public Flows(List<Flow> all, List<Lookup> lookups) {
        this(all, lookups, List.of());
    }

    public List<Flow> failed() {
        return all.stream().filter(flow -> flow.state().failed()).toList();
    }

    /** All flows once, without keeping them: for who looks at each and goes on. */
    public Stream<Flow> passing() {
        return all instanceof FlowList flows ? flows.passing() : all.stream();
    }
}

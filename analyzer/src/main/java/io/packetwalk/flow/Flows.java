package io.packetwalk.flow;

import java.util.List;

/**
 * Everything that was seen.
 *
 * @param all flows in order of start
 * @param lookups name lookups in order of start
 */
public record Flows(List<Flow> all, List<Lookup> lookups) {

    public List<Flow> failed() {
        return all.stream().filter(flow -> flow.state().failed()).toList();
    }
}

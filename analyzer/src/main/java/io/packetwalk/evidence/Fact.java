package io.packetwalk.evidence;

import java.util.List;

/** One typed statement read from one artifact. Has a source, always; says what the file says, never what it means. */
public interface Fact {
    /** Where the statement stands. */
    Source source();

    /** Statements that this one holds, because there are too many to keep one by one; put together when asked for. */
    default List<? extends Fact> parts() {
        return List.of();
    }
}

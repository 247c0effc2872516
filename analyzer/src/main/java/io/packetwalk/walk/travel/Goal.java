package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Place;
import io.packetwalk.net.FiveTuple;

/** What a packet is to reach. */
public sealed interface Goal {

    /** Whoever its destination turns out to be. */
    record Anyone() implements Goal {}

    /**
     * The client that asked.
     *
     * @param place where it is
     * @param expected the answer its socket waits for
     */
    record Asker(Place place, FiveTuple expected) implements Goal {}
}

package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.net.FiveTuple;
import java.time.Instant;
import java.util.Optional;

/**
 * One point that saw a flow.
 *
 * @param artifact capture, conntrack dump or log
 * @param place network namespace of the point
 * @param device interface, empty when unknown or none
 * @param kind what kind of sighting it is
 * @param tuple the flow's tuple there, client to server
 * @param tunnel the tunnel it was inside there
 * @param forwardPackets packets from the client there
 * @param backwardPackets packets from the server there
 * @param first first packet there
 * @param source where it stands
 */
public record Leg(
        String artifact,
        Place place,
        String device,
        Kind kind,
        FiveTuple tuple,
        Optional<ConversationFact.Tunnel> tunnel,
        long forwardPackets,
        long backwardPackets,
        Optional<Instant> first,
        Source source) {

    /** Kind of a sighting. */
    public enum Kind {
        CAPTURE,
        CONNTRACK,
        LOG
    }
}

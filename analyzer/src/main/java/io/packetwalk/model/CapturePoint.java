package io.packetwalk.model;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import java.util.List;
import java.util.Optional;

/**
 * One capture and where it was taken.
 *
 * @param artifact its artifact
 * @param place the network namespace it was taken in
 * @param device interface the whole file was taken on ({@code eth0}, {@code any}), empty when unknown
 * @param capture file facts
 * @param conversations what it saw
 */
public record CapturePoint(
        String artifact, Place place, String device, CaptureFact capture, List<ConversationFact> conversations) {

    /** Time covered, empty for an empty capture. */
    public Optional<Window> window() {
        return capture.first().flatMap(first -> capture.last().map(last -> new Window(first, last)));
    }
}

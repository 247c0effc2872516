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
 * @param run how it was run, by whoever ran it
 */
public record CapturePoint(
        String artifact,
        Place place,
        String device,
        CaptureFact capture,
        List<ConversationFact> conversations,
        CaptureTerms run) {

    /** Time covered by packets, empty for an empty capture. */
    public Optional<Window> window() {
        return capture.first().flatMap(first -> capture.last().map(last -> new Window(first, last)));
    }

    /** True when packets of all interfaces of its namespace are in it ({@code -i any}). */
    public boolean everywhere() {
        return device.equals("any");
    }

    /** What is known of how one interface of it was captured: by the file's own statistics, else by who ran it; packets prove that it ran meanwhile. */
    public CaptureTerms terms(CaptureFact.CaptureInterface tap) {
        boolean told = tap.drops() >= 0;
        Optional<Window> window = told && tap.window().isPresent() ? tap.window() : run.window();
        return new CaptureTerms(
                window.or(this::window),
                told ? Optional.of(tap.filter()) : run.filter(),
                told ? tap.drops() : run.drops());
    }
}

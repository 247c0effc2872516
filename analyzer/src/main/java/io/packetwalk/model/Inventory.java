package io.packetwalk.model;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import java.util.List;
import java.util.Optional;

/**
 * What was read: presence and coverage of every artifact.
 *
 * @param readings one entry per artifact, by path, without facts
 */
public record Inventory(List<Entry> readings) {

    /**
     * One artifact.
     *
     * @param artifact path
     * @param place whose it is
     * @param format format id
     * @param presence why it is or is not there
     * @param window collection window, when known
     * @param coverage state of its lines
     */
    public record Entry(
            String artifact,
            Place place,
            String format,
            Presence presence,
            Optional<Window> window,
            Coverage coverage) {}

    /** True when some artifact of the format is complete for the place. */
    public boolean complete(String format, Place place) {
        return readings.stream()
                .anyMatch(entry -> entry.format().equals(format)
                        && entry.place().equals(place)
                        && entry.presence().complete());
    }
}

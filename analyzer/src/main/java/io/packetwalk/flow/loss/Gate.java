package io.packetwalk.flow.loss;

import io.packetwalk.capture.CaptureFilter;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.CaptureTerms;
import io.packetwalk.net.FiveTuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A capture that packets had to pass and that does not have them.
 *
 * @param label where it stands
 * @param at index of its place on the way
 * @param point the capture
 * @param watched whether it would have them had they passed
 * @param doubts why that is not sure
 */
record Gate(String label, int at, CapturePoint point, Ternary watched, List<String> doubts) {

    /**
     * Packets as a gate has to have seen them.
     *
     * @param tuple their ends, at the last point that saw them
     * @param wrapped whether a tunnel may be around them at the gate, so that a filter sees another packet
     * @param first time of the first of them by the gate's clock
     * @param last time of the last
     * @param margin how wrong these times may be
     */
    record Passage(FiveTuple tuple, boolean wrapped, Instant first, Instant last, Duration margin) {}

    static Gate of(String label, int at, CapturePoint point, CaptureFact.CaptureInterface tap, Passage passage) {
        CaptureTerms terms = point.terms(tap);
        List<String> doubts = new ArrayList<>();
        Ternary whole = terms.drops() < 0
                ? doubt(doubts, point.artifact() + " does not tell how many packets it dropped")
                : Ternary.of(terms.drops() == 0 && point.capture().beyond() == 0);
        if (whole.no()) {
            doubts.add(point.artifact() + " is not whole");
        }
        Ternary asked = terms.filter()
                .map(filter -> admits(filter, passage, point, doubts))
                .orElseGet(() -> doubt(doubts, "the filter of " + point.artifact() + " is not known"));
        Ternary ran = terms.window().filter(window -> covers(window, passage)).isPresent()
                ? Ternary.YES
                : doubt(doubts, point.artifact() + " is not known to have run at that time");
        return new Gate(label, at, point, whole.and(asked).and(ran), List.copyOf(doubts));
    }

    private static Ternary admits(String filter, Passage passage, CapturePoint point, List<String> doubts) {
        Ternary admits =
                passage.wrapped && !filter.isEmpty() ? Ternary.UNKNOWN : CaptureFilter.admits(filter, passage.tuple);
        if (!admits.yes()) {
            doubts.add("the filter of " + point.artifact() + (admits.no() ? " leaves it out" : " may leave it out"));
        }
        return admits;
    }

    /** One of the packets that are known by their time is enough. */
    private static boolean covers(Window window, Passage passage) {
        return covers(window, passage.first, passage.margin) || covers(window, passage.last, passage.margin);
    }

    private static boolean covers(Window window, Instant time, Duration margin) {
        return !window.from().isAfter(time.minus(margin)) && !window.to().isBefore(time.plus(margin));
    }

    private static Ternary doubt(List<String> doubts, String why) {
        doubts.add(why);
        return Ternary.UNKNOWN;
    }

    /** The interface of a capture that has a device's packets; of a capture of all devices the only one. */
    static Optional<CaptureFact.CaptureInterface> tap(CapturePoint point, String device) {
        return point.capture().interfaces().stream()
                .filter(tap -> point.everywhere()
                        || tap.name().equals(device)
                        || tap.name().isEmpty() && point.device().equals(device))
                .findFirst();
    }
}

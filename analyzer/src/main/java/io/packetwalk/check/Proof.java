package io.packetwalk.check;

import io.packetwalk.evidence.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * The confidence tree of a finding, by the rules at the head of the failure catalogue.
 *
 * @param mechanism what breaks is visible in captured state of the place it happens
 * @param onPath the walk of the concrete flow visits that place and ends there
 * @param observed a failure that this explains was seen
 * @param inTime the evidence and the failure are at most 300 s apart
 * @param lookAlikes each look-alike is excluded by positive evidence
 */
public record Proof(
        Condition mechanism, Condition onPath, Condition observed, Condition inTime, List<Condition> lookAlikes) {
    public Proof {
        lookAlikes = List.copyOf(lookAlikes);
    }

    /** PROVEN when everything holds; LIKELY when the mechanism is on the path; POSSIBLE for a mechanism or a symptom alone. */
    public Confidence confidence() {
        if (!mechanism.holds().yes()
                || onPath.holds().no()
                || lookAlikes.stream().anyMatch(c -> c.holds().no())) {
            return Confidence.POSSIBLE;
        }
        boolean all = onPath.holds().yes()
                && observed.holds().yes()
                && inTime.holds().yes()
                && lookAlikes.stream().allMatch(c -> c.holds().yes());
        if (all) {
            return Confidence.PROVEN;
        }
        return onPath.holds().yes() || observed.holds().yes() ? Confidence.LIKELY : Confidence.POSSIBLE;
    }

    /** The leaves, in reading order. */
    public List<Condition> conditions() {
        List<Condition> all = new ArrayList<>(List.of(mechanism, onPath, observed, inTime));
        all.addAll(lookAlikes);
        return List.copyOf(all);
    }
}

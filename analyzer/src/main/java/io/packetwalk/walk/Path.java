package io.packetwalk.walk;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;

/**
 * One way a packet may take.
 *
 * @param weight share of connections that take it, 0 to 1
 * @param verdict how it ends
 * @param symptom what the client sees
 * @param endpoint destination after translation, when it got that far
 * @param endpointObject the object behind it
 * @param sourceSeen client address as the last point reached sees it
 * @param masqueraded whether the source was rewritten
 * @param by the rules, routes or settings that decide
 * @param reason one sentence why it ends so
 * @param missing evidence that would decide more
 * @param steps the way
 * @param met every rule whose conditions held, in order, those included that only count
 */
public record Path(
        double weight,
        Verdict verdict,
        Symptom symptom,
        Optional<IpPort> endpoint,
        Optional<ObjectRef> endpointObject,
        Optional<Ip> sourceSeen,
        boolean masqueraded,
        List<Source> by,
        String reason,
        List<Missing> missing,
        List<Step> steps,
        List<Met> met) {
    public Path {
        by = List.copyOf(by);
        missing = List.copyOf(missing);
        steps = List.copyOf(steps);
        met = List.copyOf(met);
    }

    /** The same with another weight. */
    public Path weighing(double share) {
        return with(share, steps);
    }

    /** The same way with its steps marked. */
    public Path along(List<Step> marked) {
        return with(weight, marked);
    }

    private Path with(double share, List<Step> along) {
        return new Path(
                share,
                verdict,
                symptom,
                endpoint,
                endpointObject,
                sourceSeen,
                masqueraded,
                by,
                reason,
                missing,
                along,
                met);
    }
}

package io.packetwalk.cli;

import io.packetwalk.model.Cluster;
import io.packetwalk.walk.Question;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns words on the command line into a question about this cluster. */
public final class Asked {
    private static final Pattern SYMPTOM = Pattern.compile("\\s*(?:from\\s+)?(\\S+)\\s+(?:to|->|→)\\s+(\\S+)\\s*");

    private Asked() {}

    /**
     * The packet from {@code from} to {@code to}.
     *
     * @param size payload bytes each way, 0 for none
     */
    public static Question question(String from, String to, int size, Cluster cluster) {
        Names names = new Names(cluster);
        return Destination.parse(to).question(names.origin(from), names, size);
    }

    /** {@code from X to Y[:PORT]}. */
    public static Question symptom(String typed, Cluster cluster) {
        Matcher symptom = SYMPTOM.matcher(typed);
        if (!symptom.matches()) {
            throw new Failure("cannot read the symptom '" + typed + "'; it is written: from X to Y:PORT");
        }
        return question(symptom.group(1), symptom.group(2), 0, cluster);
    }
}

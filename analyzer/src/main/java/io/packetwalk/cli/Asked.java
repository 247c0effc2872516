package io.packetwalk.cli;

import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
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
        Sender sender = Sender.parse(from);
        return Destination.parse(to)
                .question(names.origin(sender.name()), names, size)
                .from(sender.port());
    }

    /** {@code X} or {@code X:PORT}: one source port, whose connection may be there already. */
    private record Sender(String name, int port) {
        static Sender parse(String typed) {
            int colon = typed.lastIndexOf(':');
            if (colon < 0 || Ip.parse(typed).isPresent()) {
                return new Sender(typed, 0);
            }
            String name = typed.substring(0, colon);
            boolean bracketed = name.startsWith("[") && name.endsWith("]");
            int port = Ports.parsePort(typed.substring(colon + 1))
                    .filter(number -> number > 0)
                    .orElseThrow(() -> new Failure("no source port in " + typed + "; it is X or X:PORT"));
            return new Sender(bracketed ? name.substring(1, name.length() - 1) : name, port);
        }
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

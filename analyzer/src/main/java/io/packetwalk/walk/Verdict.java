package io.packetwalk.walk;

import io.packetwalk.net.IpPort;
import java.util.List;

/** How a path ends. */
public sealed interface Verdict {

    /** A process takes it. */
    record Delivered(IpPort to) implements Verdict {}

    /** Someone answers no: an ICMP error or a TCP reset. */
    record Rejected(String how) implements Verdict {}

    /** A rule or the kernel drops it silently. */
    record Dropped(String why) implements Verdict {}

    /** It leaves what was captured, or nobody owns the address. */
    record Lost(String why) implements Verdict {}

    /** Cannot be told: evidence is missing or a rule is not modelled. */
    record Undetermined(List<Missing> missing) implements Verdict {
        public Undetermined {
            missing = List.copyOf(missing);
        }
    }

    /** The word of the JSON contract. */
    default String word() {
        return switch (this) {
            case Delivered _d -> "DELIVERED";
            case Rejected _r -> "REJECTED";
            case Dropped _d -> "DROPPED";
            case Lost _l -> "LOST";
            case Undetermined _u -> "UNDETERMINED";
        };
    }
}

package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one alternative of a walk ends.
 *
 * @param verdict what becomes of the packet
 * @param symptom what the client sees
 * @param reason one sentence
 * @param by what decides
 * @param missing evidence that would decide more
 */
public record Ending(Verdict verdict, Symptom symptom, String reason, List<Source> by, List<Missing> missing) {
    public Ending {
        by = List.copyOf(by);
        missing = List.copyOf(missing);
    }

    /** Dropped silently: the client waits until it gives up. */
    public static Ending dropped(String reason, List<Source> by) {
        return new Ending(new Verdict.Dropped(reason), Symptom.TIMEOUT, reason, by, List.of());
    }

    public static Ending lost(String reason, Symptom symptom, List<Source> by) {
        return new Ending(new Verdict.Lost(reason), symptom, reason, by, List.of());
    }

    public static Ending unknown(Missing missing, List<Source> by) {
        String reason = missing.what() + ": " + missing.why();
        return new Ending(new Verdict.Undetermined(List.of(missing)), Symptom.UNKNOWN, reason, by, List.of(missing));
    }

    /**
     * Rejected with an ICMP error or a reset. Errnos as the kernel maps them: net/ipv4/icmp.c {@code icmp_err_convert}; a reset and port unreachable are
     * ECONNREFUSED, all other unreachables EHOSTUNREACH or ENETUNREACH.
     */
    public static Ending rejected(String how, String reason, List<Source> by) {
        boolean refused = how.endsWith("port-unreachable") || how.endsWith("tcp-reset") || how.endsWith("port-unreach");
        return new Ending(
                new Verdict.Rejected(how), refused ? Symptom.REFUSED : Symptom.UNREACHABLE, reason, by, List.of());
    }

    /** The same end by one of two causes. */
    Ending or(Ending other) {
        Verdict either = verdict instanceof Verdict.Rejected(String how)
                        && other.verdict instanceof Verdict.Rejected(String otherwise)
                        && !how.contains(otherwise)
                ? new Verdict.Rejected(how + " or " + otherwise)
                : verdict;
        return new Ending(
                either,
                symptom,
                reason + ", or " + other.reason,
                Stream.concat(by.stream(), other.by.stream()).distinct().toList(),
                Stream.concat(missing.stream(), other.missing.stream())
                        .distinct()
                        .toList());
    }

    public Ending withSymptom(Symptom seen, String because) {
        return new Ending(verdict, seen, because, by, missing);
    }
}

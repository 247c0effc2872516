package io.packetwalk.check.witness;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences that several checks say, with their numbers. */
public final class Sentences {

    /** What is said of a cause that no failure shows: the way it ends when there is nothing to count. */
    public static final String NONE = ": no failed connection was seen.";

    private Sentences() {}

    /** What failed, from where unless that is said already, and how often: {@code svc/shop/web: 2 of 8 connections refused, from pod/shop/client}. */
    public static String failed(String to, List<Flow> failed, List<Flow> all) {
        if (failed.isEmpty()) {
            return to + NONE;
        }
        String states = failed.stream()
                .map(flow -> word(flow.state()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        List<String> clients = failed.stream()
                .map(flow -> flow.client()
                        .object()
                        .map(ObjectRef::toString)
                        .orElse(flow.client().at().ip().toString()))
                .distinct()
                .sorted()
                .toList();
        String from = clients.size() <= 2
                ? String.join(" and ", clients)
                : clients.getFirst() + " and " + (clients.size() - 1) + " others";
        boolean said = clients.size() == 1 && to.contains(clients.getFirst());
        return to + ": " + failed.size() + " of " + all.size() + " "
                + (all.size() == 1 ? "connection " : "connections ") + states + (said ? "" : ", from " + from) + ".";
    }

    /** The command that follows the first failed flow again; a placeholder only for what no flow names. */
    public static String trace(List<Flow> failed, String to) {
        String from = failed.stream()
                .map(flow -> flow.client()
                        .object()
                        .map(ObjectRef::toString)
                        .orElse(flow.client().at().ip().toString()))
                .findFirst()
                .orElse("CLIENT");
        return "packetwalk trace NEW-BUNDLE --from " + from + " --to " + to;
    }

    /** A flow's end as people say it. */
    public static String word(Flow.State state) {
        return switch (state) {
            case OK -> "answered";
            case REFUSED -> "refused";
            case RESET -> "reset";
            case NO_REPLY -> "timed out";
            case HALF_OPEN -> "never completed";
            case STALLED -> "stalled";
            case UNANSWERED -> "got no answer after connecting";
            case UNREACHABLE -> "unreachable";
            case DNS_NXDOMAIN -> "answered NXDOMAIN";
            case DNS_SERVFAIL -> "answered SERVFAIL";
            case DNS_ERROR -> "answered with a DNS error";
            case PARTIAL -> "seen in part";
        };
    }
}

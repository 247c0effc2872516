package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the bundle holds what a check needs, and the command that gets it when not. */
public final class Needs {

    private Needs() {}

    /** What is missing to know the objects of a kind; empty when a complete list was dumped. */
    public static Optional<Missing> list(Case that, String plural) {
        boolean there = switch (plural) {
            case "pods" -> !that.cluster().pods().isEmpty();
            case "services" -> !that.cluster().services().isEmpty();
            case "endpointslices" ->
                that.cluster().services().stream().anyMatch(service -> service.listed() != Service.Listed.NOWHERE);
            case "nodes" ->
                that.cluster().nodes().stream().anyMatch(node -> node.object().isPresent());
            default -> false;
        };
        return there
                ? Optional.empty()
                : Optional.of(new Missing(
                        plural, "no list of them is in the bundle", "kubectl get " + plural + " -A -o json"));
    }

    /** What is missing to know of any connection; nothing when some traffic was seen. */
    public static List<Missing> traffic(Case that) {
        return that.flows().all().isEmpty()
                ? List.of(new Missing(
                        "traffic",
                        "neither a capture nor a conntrack dump shows any",
                        "tcpdump -ni any -s 0 -w traffic.pcap on the client's node"))
                : List.of();
    }

    /** What is missing to know all these kinds. */
    public static List<Missing> lists(Case that, String... plurals) {
        return Stream.of(plurals).flatMap(plural -> list(that, plural).stream()).toList();
    }
}

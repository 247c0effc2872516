package io.packetwalk.report.section;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The things in which connections to one destination can differ, and what follows when one of them splits what fails from what works. */
final class Splits {
    /** Payload of one packet that every path carries: IPv4 hosts must take 576 bytes (RFC 791), and tunnels of tunnels still leave this much of 1,280 (RFC 8200). */
    private static final int SMALL = 1000;

    private static final int FLOWS = 3;

    private final Case that;

    Splits(Case that) {
        this.that = that;
    }

    /** By the Service's address, or by the pods' own. */
    Pairs.Split address(List<Flow> through, List<Flow> direct) {
        return split(
                "address",
                List.of(side("by the Service’s address", through), side("by the pods’ own addresses", direct)),
                List.of(
                        "Only by the Service’s address: look at its rules on the client’s node, its ports and endpoints; the network to the pods carries.",
                        "Only by the pods’ own addresses: policy or ports differ from what the Service leads to."),
                "Both ways fare alike: not the Service’s own rules.");
    }

    /** From which node. */
    Pairs.Split node(List<Flow> to) {
        TreeSet<String> names = new TreeSet<>();
        to.forEach(flow -> names.add(from(flow)));
        List<Pairs.Side> sides = names.stream()
                .map(name -> side(name, only(to, flow -> from(flow).equals(name))))
                .toList();
        return split(
                "client’s node",
                sides,
                sides.stream()
                        .map(side -> "Only " + side.label()
                                + ": its rules, routes and connection table, or its way to the destination.")
                        .toList(),
                "Wherever the client is: look at the destination, or at what all have in common.");
    }

    private String from(Flow flow) {
        return Whereabouts.client(that, flow).map(node -> "from " + node.name()).orElse("from outside");
    }

    /** On one node, or across. */
    Pairs.Split reach(List<List<Flow>> flows) {
        List<Flow> same = new ArrayList<>();
        List<Flow> across = new ArrayList<>();
        flows.stream().flatMap(List::stream).distinct().forEach(flow -> {
            Optional<Node> near = Whereabouts.client(that, flow);
            Optional<Node> far = Whereabouts.node(that.cluster(), flow.reached().ip());
            if (near.isPresent() && far.isPresent()) {
                (near.equals(far) ? same : across).add(flow);
            }
        });
        return split(
                "distance",
                List.of(side("on one node", same), side("across nodes", across)),
                List.of(
                        "Only on one node: look at its bridge, hairpin and local rules.",
                        "Only across nodes: look at tunnel, routes, MTU and firewalls between nodes."),
                "On one node and across alike: not the network between nodes.");
    }

    /** With small packets only, or with large ones. */
    Pairs.Split size(List<Flow> to) {
        List<Flow> tcp = only(to, flow -> flow.tcp().isPresent());
        // Full segments that vanish on their way to the client are not seen where it stands: stalling tells of them.
        Predicate<Flow> large = flow -> flow.state() == Flow.State.STALLED
                || flow.tcp().map(Splits::largest).orElse(0) > SMALL;
        return split(
                "size",
                List.of(
                        side("packets up to " + SMALL + " bytes", only(tcp, large.negate())),
                        side("larger packets", only(tcp, large))),
                List.of(
                        "Only with small packets: not the MTU.",
                        "Only with larger packets: look at the MTU along the way."),
                "Large and small alike: not the MTU.");
    }

    private static int largest(TcpFact tcp) {
        return IntStream.of(
                        tcp.largestAckedForward(),
                        tcp.largestAckedBackward(),
                        tcp.largestLostForward(),
                        tcp.largestLostBackward())
                .max()
                .orElse(0);
    }

    /** Before the first failure, and behind the last. */
    Pairs.Split time(List<Flow> to) {
        List<Instant> failures = to.stream()
                .filter(flow -> flow.state().failed())
                .map(Flow::start)
                .sorted()
                .toList();
        Predicate<Flow> before = flow -> flow.start().isBefore(failures.getFirst());
        Predicate<Flow> after = flow -> flow.start().isAfter(failures.getLast());
        List<Pairs.Side> sides = List.of(
                side("before the first failure", only(to, before)),
                side("from it to the last", only(to, before.or(after).negate())),
                side("after the last failure", only(to, after)));
        if (sides.stream().filter(side -> side.seen() > 0).count() == 1) {
            return new Pairs.Split(
                    "time",
                    sides,
                    "unseen",
                    "All captured connections fall between the first failure and the last: nothing tells when it began.");
        }
        return sides.get(1).answered() == 0
                ? new Pairs.Split(
                        "time",
                        sides,
                        "splits",
                        "It may have begun or ended while captures ran: what happened then stands in the timeline.")
                : new Pairs.Split("time", sides, "mixed", "Others worked in between: it comes and goes.");
    }

    private static List<Flow> only(List<Flow> flows, Predicate<Flow> which) {
        return flows.stream().filter(which).toList();
    }

    private static Pairs.Side side(String label, List<Flow> flows) {
        return new Pairs.Side(
                label,
                (int) flows.stream().filter(flow -> !flow.state().failed()).count(),
                flows.size(),
                flows.stream()
                        .sorted(Comparator.comparing(flow -> !flow.state().failed()))
                        .limit(FLOWS)
                        .map(Flow::id)
                        .toList());
    }

    /**
     * Compares the sides that were seen.
     *
     * @param only what follows when just this side fails, for each of the sides
     * @param alike what follows when all fail
     */
    private static Pairs.Split split(String thing, List<Pairs.Side> sides, List<String> only, String alike) {
        List<Pairs.Side> seen = sides.stream().filter(side -> side.seen() > 0).toList();
        if (seen.size() < 2) {
            return new Pairs.Split(thing, sides, "unseen", unseen(sides));
        }
        // What failed may be of no side: its ends are on no known node, or it is no TCP.
        List<Pairs.Side> failing =
                seen.stream().filter(side -> side.answered() < side.seen()).toList();
        if (failing.isEmpty()) {
            return new Pairs.Split(thing, sides, "unseen", "None of the failed connections can be put on a side.");
        }
        if (failing.size() == 1) {
            return new Pairs.Split(thing, sides, "splits", only.get(sides.indexOf(failing.getFirst())));
        }
        boolean all = failing.size() == seen.size() && seen.stream().allMatch(side -> side.answered() == 0);
        return new Pairs.Split(
                thing, sides, all ? "same" : "mixed", all ? alike : "No side is spared: this splits nothing.");
    }

    private static String unseen(List<Pairs.Side> sides) {
        List<String> lacking = sides.stream()
                .filter(side -> side.seen() == 0)
                .map(Pairs.Side::label)
                .toList();
        return lacking.isEmpty()
                ? "One kind of client only was captured."
                : "Not captured: " + String.join(" or ", lacking)
                        + ". Such a connection, while captures run, tells more.";
    }
}

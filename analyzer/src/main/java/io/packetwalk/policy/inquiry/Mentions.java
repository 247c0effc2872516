package io.packetwalk.policy.inquiry;

import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Labels;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import io.packetwalk.policy.tier.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the policies of a cluster ask about ends at all: two ends that differ in nothing of it are one class. */
final class Mentions {

    private final Set<String> labels = new TreeSet<>();
    private final Set<String> namespaceLabels = new TreeSet<>();
    private final TreeSet<Ip> starts = new TreeSet<>();
    private boolean ports;
    private boolean sixes;

    Mentions(List<Tier> tiers) {
        starts.add(Ip.v4(0));
        starts.add(Ip.v6(0, 0));
        for (Tier tier : tiers) {
            for (Policy policy : tier.policies()) {
                match(policy.subject());
                for (Direction direction : Direction.values()) {
                    for (Rule rule : policy.side(direction).rules()) {
                        match(rule.peers());
                        ports |= rule.ports().named();
                    }
                }
            }
        }
    }

    private void match(Match match) {
        switch (match) {
            case Match.All(List<Match> parts) -> parts.forEach(this::match);
            case Match.Any(List<Match> parts) -> parts.forEach(this::match);
            case Match.Not(Match part) -> match(part);
            case Match.OnSubject(Match part) -> match(part);
            case Match.Pods pods -> {
                namespaceLabels.addAll(pods.namespaces().keys());
                labels.addAll(pods.pods().keys());
            }
            case Match.SameLabels same -> namespaceLabels.addAll(same.keys());
            case Match.NotSameLabels other -> namespaceLabels.addAll(other.keys());
            case Match.Addresses(IpRanges ranges) -> ranges(ranges);
            case Match.Sets(IpRanges ranges) -> ranges(ranges);
            case Match.Nodes(Selector selector) -> labels.addAll(selector.keys());
            case Match.World _w -> {}
            case Match.Domains _d -> {}
            case Match.Unknown _u -> {}
        }
    }

    private void ranges(IpRanges ranges) {
        for (IpRanges.Range range : ranges.ranges()) {
            sixes |= range.first().v6();
            starts.add(range.first());
            Ip after = IpRanges.after(range.last());
            if (!after.unspecified()) {
                starts.add(after);
            }
        }
    }

    /**
     * What tells a class of ends from another.
     *
     * @param namespace namespace of a pod; empty for what is not one
     * @param labels the labels that are mentioned
     * @param ports named ports, when any policy names one
     * @param places the pieces of the address space its addresses are in
     * @param node the end is no pod with an address of its own
     */
    record Key(
            String namespace,
            Map<String, String> labels,
            Map<End.PortName, Integer> ports,
            List<Ip> places,
            boolean node) {}

    Key key(End end) {
        List<Ip> places = new ArrayList<>();
        for (Ip ip : end.addresses()) {
            Optional.ofNullable(starts.floor(ip)).ifPresent(places::add);
        }
        return switch (end) {
            case End.Pod pod ->
                new Key(pod.namespace(), some(pod.labels()), ports ? pod.ports() : Map.of(), places, false);
            case End.Node node -> new Key("", some(node.labels()), Map.of(), places, true);
            case End.Outside outside ->
                new Key("", Map.of(), Map.of(), List.of(outside.range().first()), false);
        };
    }

    private Map<String, String> some(Labels all) {
        Map<String, String> some = new TreeMap<>();
        if (!all.complete()) {
            some.put("", "unknown");
        }
        all.known().forEach((key, value) -> {
            if (labels.contains(key)) {
                some.put(key, value);
            }
        });
        return some;
    }

    /** The address space outside in pieces that no policy divides. IPv6 only when a policy mentions it or {@code both} families are in use. */
    List<End> outside(boolean both) {
        List<End> pieces = new ArrayList<>();
        for (Ip start : starts) {
            if (start.v6() && !both && !sixes) {
                continue;
            }
            Ip next = starts.higher(start);
            Ip last = next == null || next.v6() != start.v6()
                    ? start.v6() ? Ip.v6(-1, -1) : Ip.v4(-1)
                    : IpRanges.before(next);
            pieces.add(new End.Outside(new IpRanges.Range(start, last)));
        }
        return pieces;
    }
}

package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Joins the conversations of all capture points into flows.
 *
 * <p>What survives translation identifies a flow: for TCP the client's initial sequence number, for UDP the payload. Two points that saw the same
 * untranslated tuple at the same time saw the same flow. Outer packets of a tunnel are no flows of their own: the inner ones carry them as a leg.
 */
public final class Stitcher {

    /** Sightings of one flow overlap up to this much, clocks and one-packet conversations included. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final List<Sighting> sightings;

    private Stitcher(Cluster cluster) {
        this.cluster = cluster;
        this.sightings = sightings(cluster);
    }

    /** All flows of the captures. */
    public static Flows stitch(Cluster cluster) {
        return new Stitcher(cluster).flows();
    }

    private Flows flows() {
        Groups groups = new Groups(sightings.size());
        joinByTuple(groups);
        joinByIdentity(groups);
        Map<Integer, List<Sighting>> members = new TreeMap<>();
        for (int i = 0; i < sightings.size(); i++) {
            members.computeIfAbsent(groups.of(i), root -> new ArrayList<>()).add(sightings.get(i));
        }
        Answered answered = Answered.of(cluster);
        Translations translations = Translations.of(cluster);
        List<Flow> unnamed = members.values().stream()
                .map(group -> FlowJoin.of(cluster, translations, answered, group))
                .sorted(Comparator.comparing(Flow::start)
                        .thenComparing(flow -> flow.client().at())
                        .thenComparing(flow -> flow.server().at())
                        .thenComparing(flow -> flow.nearest().source()))
                .toList();
        List<Flow> named = new ArrayList<>(unnamed.size());
        for (Flow flow : unnamed) {
            named.add(flow.named("f" + (named.size() + 1)));
        }
        return new Flows(List.copyOf(named), LookupJoin.of(cluster, named));
    }

    private static List<Sighting> sightings(Cluster cluster) {
        Set<FiveTuple> outer = new HashSet<>();
        for (CapturePoint point : cluster.captures()) {
            for (ConversationFact seen : point.conversations()) {
                seen.tunnel().ifPresent(tunnel -> {
                    outer.add(tunnel.outer());
                    outer.add(tunnel.outer().reversed());
                });
            }
        }
        List<Sighting> sightings = new ArrayList<>();
        for (CapturePoint point : cluster.captures()) {
            for (ConversationFact seen : point.conversations()) {
                if (!outer.contains(seen.tuple())) {
                    sightings.add(new Sighting(point, device(cluster, point, seen), seen));
                }
            }
        }
        sightings.sort(
                Comparator.comparing((Sighting sighting) -> sighting.seen().first())
                        .thenComparing(sighting -> sighting.seen().source()));
        return sightings;
    }

    /** SLL2 captures name interfaces by index only; the node's own link dump gives the name. */
    private static String device(Cluster cluster, CapturePoint point, ConversationFact seen) {
        if (seen.interfaceIndex() >= 0) {
            Optional<NetNs> netns = switch (point.place()) {
                case Place.Node node -> cluster.node(node.name()).map(Node::netns);
                case Place.Pod pod -> cluster.pod(pod.namespace(), pod.name()).flatMap(Pod::netns);
                case Place.Outside _o -> Optional.empty();
                case Place.Cluster _c -> Optional.empty();
                case Place.Unplaced _u -> Optional.empty();
            };
            return netns.flatMap(there -> there.link(seen.interfaceIndex()))
                    .map(LinkFact::name)
                    .orElse("if" + seen.interfaceIndex());
        }
        return point.capture().interfaces().stream()
                .filter(known ->
                        known.id() == seen.interfaceId() && !known.name().isEmpty())
                .map(CaptureFact.CaptureInterface::name)
                .findFirst()
                .orElse(point.device());
    }

    /** The same tuple, seen at the same time, is the same flow wherever it was seen. */
    private void joinByTuple(Groups groups) {
        Map<FiveTuple, List<Integer>> byTuple = new HashMap<>();
        for (int i = 0; i < sightings.size(); i++) {
            byTuple.computeIfAbsent(sightings.get(i).seen().tuple(), tuple -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> same : byTuple.values()) {
            joinNeighbours(groups, same);
        }
    }

    /** What survives translation: the client's initial sequence number, or the payload of a datagram. */
    private void joinByIdentity(Groups groups) {
        Map<List<Object>, List<Integer>> byIdentity = new HashMap<>();
        for (int i = 0; i < sightings.size(); i++) {
            for (List<Object> identity : identities(sightings.get(i).seen())) {
                byIdentity.computeIfAbsent(identity, key -> new ArrayList<>()).add(i);
            }
        }
        for (List<Integer> same : byIdentity.values()) {
            joinNeighbours(groups, same);
        }
    }

    private static List<List<Object>> identities(ConversationFact seen) {
        Optional<TcpFact> tcp = seen.tcp().filter(fact -> fact.clientIsn() >= 0);
        if (tcp.isPresent()) {
            return List.of(List.of("isn", tcp.get().clientIsn()));
        }
        return seen.udpFingerprints().stream()
                .map(print -> List.<Object>of("udp", print))
                .toList();
    }

    /** Joins sightings that follow each other in time closely enough and are no relay of one another. */
    private void joinNeighbours(Groups groups, List<Integer> same) {
        for (int k = 1; k < same.size(); k++) {
            for (int j = k - 1; j >= 0; j--) {
                ConversationFact early = sightings.get(same.get(j)).seen();
                ConversationFact late = sightings.get(same.get(k)).seen();
                boolean near = !late.first().isAfter(early.last().plus(SLACK));
                if (near && compatible(early, late)) {
                    groups.join(same.get(j), same.get(k));
                    break;
                }
            }
        }
    }

    /** Two connections of one tuple differ in their initial sequence numbers; a datagram's payload alone proves nothing. */
    private boolean compatible(ConversationFact one, ConversationFact other) {
        long isn = one.tcp().map(TcpFact::clientIsn).orElse(-1L);
        long otherIsn = other.tcp().map(TcpFact::clientIsn).orElse(-1L);
        if (isn >= 0 && otherIsn >= 0) {
            return isn == otherIsn;
        }
        return one.tuple().equals(other.tuple()) || NatPair.plausible(cluster, one.tuple(), other.tuple());
    }
}

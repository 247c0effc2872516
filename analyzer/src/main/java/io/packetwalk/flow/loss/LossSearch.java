package io.packetwalk.flow.loss;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.ConversationFact.LinkDirection;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.flow.Clocks;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Sighting;
import io.packetwalk.flow.clock.ClockSkew;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the hop at which a failed flow ends.
 *
 * <p>Packets of a flow cross known namespaces in a known order ({@link Itinerary}). The last point that saw them is <em>k</em>. A capture is a {@link Gate} when they had
 * to pass it after that: of all interfaces of the same namespace unless they were seen leaving it, of the interface behind which the next namespace lies, of
 * the interface through which they enter one. A gate that surely was capturing makes it a loss between the two; without one nothing is claimed.
 */
public final class LossSearch {

    /** How far clocks of hosts that were not compared may be apart: NTP keeps them far closer, and a capture that ran a second longer is no rarity. */
    private static final Duration UNCOMPARED = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Supplier<Map<String, ClockSkew>> skews;

    /** @param skews what is known of each host's clock */
    public LossSearch(Cluster cluster, Supplier<Map<String, ClockSkew>> skews) {
        this.cluster = cluster;
        this.skews = skews;
    }

    /**
     * The hop; empty for flows that did not fail, or of which the lost packets are not known.
     *
     * @param asked client to server before translation
     * @param reached the server after it
     * @param ordered all captures' sightings, the nearest to the client first
     */
    public Optional<Loss> of(FiveTuple asked, IpPort reached, List<Sighting> ordered, Flow.State state) {
        Itinerary there = Itinerary.of(cluster, ordered, asked.src().ip(), asked.dst(), reached);
        return switch (state) {
            case NO_REPLY -> {
                boolean answered = ordered.stream()
                        .anyMatch(sighting -> sighting.seen().backward().packets() > 0);
                // Answered before and silent since: which of the requests got lost is not known.
                yield !answered
                        ? new Search(asked.dst(), there, Loss.Way.REQUEST, ordered, LossSearch::asks).hop()
                        : ordered.getFirst().seen().backward().packets() > 0
                                ? Optional.empty()
                                : new Search(
                                                asked.dst(),
                                                there.reversed(),
                                                Loss.Way.ANSWER,
                                                ordered.reversed(),
                                                LossSearch::answers)
                                        .hop();
            }
            case STALLED ->
                ordered.stream().anyMatch(Stalls::request)
                        ? new Search(asked.dst(), there, Loss.Way.REQUEST, ordered, Stalls::request).hop()
                        : new Search(asked.dst(), there.reversed(), Loss.Way.ANSWER, ordered.reversed(), Stalls::answer)
                                .hop();
            case UNANSWERED -> unheard(there, asked.dst(), ordered);
            case OK, REFUSED, RESET, HALF_OPEN, UNREACHABLE, DNS_NXDOMAIN, DNS_SERVFAIL, DNS_ERROR, PARTIAL ->
                Optional.empty();
        };
    }

    private Optional<Loss> unheard(Itinerary there, IpPort asked, List<Sighting> ordered) {
        boolean repeated = Unheard.request(ordered.getFirst());
        if (repeated && ordered.stream().noneMatch(Unheard::acknowledgement)) {
            return new Search(asked, there, Loss.Way.REQUEST, ordered, Unheard::request).hop();
        }
        if (repeated || ordered.stream().anyMatch(Unheard::answer)) {
            Predicate<Sighting> passed = repeated ? Unheard::acknowledgement : Unheard::answer;
            return new Search(asked, there.reversed(), Loss.Way.ANSWER, ordered.reversed(), passed).hop();
        }
        // What was acknowledged arrived: there is no loss to be found, only how far it was seen to come.
        boolean arrived = ordered.getFirst()
                .seen()
                .tcp()
                .filter(tcp -> tcp.largestAckedForward() > 0)
                .isPresent();
        return new Search(asked, there, Loss.Way.REQUEST, ordered, LossSearch::says)
                .hop()
                .filter(hop -> !arrived || hop.kind() == Loss.Kind.UNANSWERED);
    }

    /** Data, not the handshake alone. */
    private static boolean says(Sighting sighting) {
        return sighting.seen().tcp().filter(tcp -> tcp.payloadForward() > 0).isPresent();
    }

    private static boolean asks(Sighting sighting) {
        return sighting.seen().forward().packets() > 0;
    }

    private static boolean answers(Sighting sighting) {
        return sighting.seen().backward().packets() > 0;
    }

    /** One direction of one flow. */
    private final class Search {
        private final IpPort asked;
        private final Itinerary way;
        private final Loss.Way direction;
        private final List<Sighting> ordered;
        private final Predicate<Sighting> passed;

        Search(IpPort asked, Itinerary way, Loss.Way direction, List<Sighting> ordered, Predicate<Sighting> passed) {
            this.asked = asked;
            this.way = way;
            this.direction = direction;
            this.ordered = ordered;
            this.passed = passed;
        }

        Optional<Loss> hop() {
            Optional<Sighting> last =
                    ordered.stream().filter(passed).reduce((one, next) -> place(next) >= place(one) ? next : one);
            if (last.isEmpty() || place(last.get()) < 0) {
                return Optional.empty();
            }
            Sighting k = last.get();
            int at = place(k);
            boolean end = at == way.places().size() - 1;
            if (end && way.complete() && k.point().place() instanceof Place.Pod) {
                return direction == Loss.Way.REQUEST
                        ? Optional.of(loss(Loss.Kind.UNANSWERED, k, "", List.of(), List.of(), List.of()))
                        : Optional.empty();
            }
            boolean left = left(k, at);
            List<Gate> gates = gates(k, at, left);
            Optional<Gate> sure =
                    gates.stream().filter(gate -> gate.watched().yes()).findFirst();
            return sure.map(gate -> loss(
                            Loss.Kind.LOST,
                            k,
                            gate.label(),
                            way.between(at, left, gate.at()),
                            List.of(),
                            List.of(gate.point().capture().source())))
                    .or(() -> Optional.of(loss(
                            Loss.Kind.LAST_SEEN,
                            k,
                            gates.stream().findFirst().map(Gate::label).orElse(""),
                            List.of(),
                            gates.stream()
                                    .flatMap(gate -> gate.doubts().stream())
                                    .distinct()
                                    .limit(3)
                                    .toList(),
                            List.of())));
        }

        private Loss loss(
                Loss.Kind kind,
                Sighting k,
                String before,
                List<String> inside,
                List<String> doubts,
                List<Source> beyond) {
            List<Source> sources = new ArrayList<>(List.of(k.seen().source()));
            sources.addAll(beyond);
            return new Loss(kind, direction, k.leg(), before, inside, doubts, List.copyOf(sources));
        }

        /** A namespace that is crossed twice, because a Service chose its own client, sees packets as the client does only at the client's end. */
        private int place(Sighting sighting) {
            Place place = sighting.point().place();
            boolean asClient = sighting.seen().tuple().dst().equals(asked);
            return asClient == (direction == Loss.Way.REQUEST) ? way.places().indexOf(place) : way.of(place);
        }

        /** Whether the packets were seen leaving their namespace: out of an interface that is no bridge or tunnel, behind which the namespace goes on. */
        private boolean left(Sighting k, int at) {
            if (!(k.point().place() instanceof Place.Node node)) {
                return at == 0;
            }
            LinkDirection out = direction == Loss.Way.REQUEST ? LinkDirection.OUT : LinkDirection.IN;
            boolean leaves = ordered.stream()
                    .filter(passed)
                    .filter(other ->
                            other.point().place().equals(node) && other.device().equals(k.device()))
                    .anyMatch(other -> other.seen().link() == out);
            List<LinkFact> links =
                    cluster.node(node.name()).map(Node::netns).map(NetNs::links).orElse(List.of());
            boolean inner = links.stream()
                    .anyMatch(link -> link.name().equals(k.device())
                                    && !link.kind().isEmpty()
                                    && !link.kind().equals("veth")
                            || link.master().equals(k.device()));
            return leaves && !inner;
        }

        private List<Gate> gates(Sighting k, int at, boolean left) {
            List<Gate> gates = new ArrayList<>();
            if (!left) {
                gates.addAll(here(k, at));
            }
            for (int i = at + 1; i < way.places().size(); i++) {
                gates.addAll(entrance(k, i));
            }
            return gates;
        }

        /** In the same namespace: the interfaces in front of the pod that comes next, or any other. */
        private List<Gate> here(Sighting k, int at) {
            List<Gate> gates = new ArrayList<>();
            Place place = way.places().get(at);
            if (at + 1 < way.places().size() && way.places().get(at + 1) instanceof Place.Pod pod) {
                // Frames between two ports of one bridge never come to the bridge's own interface
                // (br_handle_frame_finish).
                boolean bridged = at > 0 && way.places().get(at - 1) instanceof Place.Pod;
                List<String> doors = doors(place, pod, !bridged);
                if (!doors.contains(k.device())) {
                    points(place)
                            .filter(point -> !point.everywhere())
                            .forEach(point -> doors.forEach(door -> gate(place + " " + door, at, point, door, k, false)
                                    .ifPresent(gates::add)));
                }
            }
            points(place)
                    .filter(CapturePoint::everywhere)
                    .forEach(point -> gate("any further interface of " + place, at, point, "", k, false)
                            .ifPresent(gates::add));
            return gates;
        }

        /** The interfaces of a node in front of a pod: the peer of the pod's own, and the bridge that it is a port of. */
        private List<String> doors(Place place, Place.Pod pod, boolean routed) {
            Optional<NetNs> inside = cluster.pod(pod.namespace(), pod.name()).flatMap(Pod::netns);
            Optional<NetNs> outside =
                    place instanceof Place.Node node ? cluster.node(node.name()).map(Node::netns) : Optional.empty();
            if (inside.isEmpty() || outside.isEmpty()) {
                return List.of();
            }
            return inside.get().links().stream()
                    .filter(link -> link.peerIndex() >= 0)
                    .flatMap(link -> outside.get().link(link.peerIndex()).stream())
                    .flatMap(link -> Stream.of(routed ? link.master() : "", link.name()))
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
        }

        /** Where packets enter a later namespace: at the interface that has its address. */
        private List<Gate> entrance(Sighting k, int at) {
            Place place = way.places().get(at);
            List<String> devices = devices(place);
            boolean wrapped = place instanceof Place.Node;
            List<Gate> gates = new ArrayList<>();
            for (CapturePoint point : points(place).toList()) {
                if (point.everywhere()) {
                    gate(place.toString(), at, point, "", k, wrapped).ifPresent(gates::add);
                } else {
                    devices.forEach(device -> gate(place + " " + device, at, point, device, k, wrapped)
                            .ifPresent(gates::add));
                }
            }
            return gates;
        }

        private List<String> devices(Place place) {
            List<Ip> addresses = switch (place) {
                case Place.Pod pod ->
                    cluster.pod(pod.namespace(), pod.name()).map(Pod::ips).orElse(List.of());
                case Place.Node node ->
                    cluster.node(node.name())
                            .flatMap(Node::internalIp)
                            .map(List::of)
                            .orElse(List.of());
                case Place.Cluster _c -> List.of();
                case Place.Outside _o -> List.of();
                case Place.Unplaced _u -> List.of();
            };
            return netns(place).map(NetNs::addresses).orElse(List.of()).stream()
                    .filter(address -> addresses.contains(address.ip()))
                    .map(AddrFact::dev)
                    .distinct()
                    .toList();
        }

        private Optional<NetNs> netns(Place place) {
            return switch (place) {
                case Place.Pod pod -> cluster.pod(pod.namespace(), pod.name()).flatMap(Pod::netns);
                case Place.Node node -> cluster.node(node.name()).map(Node::netns);
                case Place.Cluster _c -> Optional.empty();
                case Place.Outside _o -> Optional.empty();
                case Place.Unplaced _u -> Optional.empty();
            };
        }

        private Optional<Gate> gate(
                String label, int at, CapturePoint point, String device, Sighting k, boolean wrapped) {
            Optional<CaptureFact.CaptureInterface> tap = Gate.tap(point, device);
            boolean saw = ordered.stream()
                    .filter(passed)
                    .anyMatch(sighting -> sighting.point().equals(point)
                            && (device.isEmpty() || sighting.device().equals(device))
                            && place(sighting) > place(k));
            return tap.filter(_tap -> !saw).map(there -> Gate.of(label, at, point, there, passage(k, point, wrapped)));
        }

        private Gate.Passage passage(Sighting k, CapturePoint to, boolean wrapped) {
            ConversationFact seen = k.seen();
            Instant first = direction == Loss.Way.ANSWER ? seen.firstBackward().orElse(seen.first()) : seen.first();
            Optional<ClockSkew> here = skew(k.point());
            Optional<ClockSkew> there = skew(to);
            boolean same = Clocks.host(cluster, k.point().place()).equals(Clocks.host(cluster, to.place()));
            if (same) {
                return new Gate.Passage(seen.tuple(), wrapped, first, seen.last(), Duration.ZERO);
            }
            boolean compared = Stream.of(here, there)
                            .allMatch(skew -> skew.filter(known -> known.steady() && known.plusMinusMicros() >= 0)
                                    .isPresent())
                    && here.map(ClockSkew::reference).equals(there.map(ClockSkew::reference));
            if (!compared) {
                return new Gate.Passage(seen.tuple(), wrapped, first, seen.last(), UNCOMPARED);
            }
            long ahead = there.get().microsAt(first) - here.get().microsAt(first);
            long margin = there.get().plusMinusMicros() + here.get().plusMinusMicros();
            return new Gate.Passage(
                    seen.tuple(),
                    wrapped,
                    first.plus(ahead, ChronoUnit.MICROS),
                    seen.last().plus(ahead, ChronoUnit.MICROS),
                    Duration.of(margin, ChronoUnit.MICROS));
        }

        private Optional<ClockSkew> skew(CapturePoint point) {
            return Clocks.host(cluster, point.place()).map(host -> skews.get().get(host));
        }

        private Stream<CapturePoint> points(Place place) {
            return cluster.captures().stream()
                    .filter(point -> point.place().equals(place))
                    .sorted(Comparator.comparing(CapturePoint::artifact));
        }
    }
}

package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.flow.clock.ClockSkew;
import io.packetwalk.flow.loss.LossSearch;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes one flow of the sightings that belong together. */
final class FlowJoin {

    /** Clocks that differ by less are told apart where it matters only. */
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    private FlowJoin() {}

    /** @param skews what is known of the clock of each host, so that legs of several hosts stand in their true order */
    static Flow of(
            Cluster cluster,
            Translations translations,
            Supplier<Answered> answered,
            Supplier<Map<String, ClockSkew>> skews,
            List<Sighting> sightings) {
        List<Sighting> group = Orientation.agreed(cluster, sightings);
        List<Sighting> ordered = group.stream()
                .sorted(Comparator.comparing((Sighting sighting) -> !sighting.atClient(cluster))
                        .thenComparing(sighting -> time(cluster, skews, group.size(), sighting))
                        .thenComparing(sighting -> sighting.seen().tunnel().isPresent())
                        .thenComparing(sighting -> sighting.seen().source()))
                .toList();
        Sighting nearest = ordered.getFirst();
        Optional<Translations.Translated> translation = ordered.stream()
                .flatMap(sighting -> translations.of(sighting.seen().tuple()).stream())
                .findFirst();
        Optional<ConntrackFact> entry = translation.map(Translations.Translated::entry);
        FiveTuple asked = nearest.atClient(cluster)
                ? nearest.seen().tuple()
                : entry.map(ConntrackFact::original).orElse(nearest.seen().tuple());
        Optional<IpPort> translated = translated(asked, ordered, entry);
        List<IcmpErrorFact> errors = ordered.stream()
                .flatMap(sighting -> sighting.seen().icmpErrors().stream())
                .filter(error -> error.receiver().equals(asked.src().ip()))
                .collect(Collectors.toMap(
                        error -> List.of(error.type(), error.code(), error.sender()),
                        error -> error,
                        (first, again) -> first,
                        LinkedHashMap::new))
                .values()
                .stream()
                .toList();
        List<Leg> legs = new ArrayList<>(ordered.stream().map(Sighting::leg).toList());
        translation.ifPresent(there -> legs.add(leg(there)));
        Instant start = ordered.stream()
                .map(sighting -> sighting.seen().first().minus(ahead(cluster, skews, group.size(), sighting, nearest)))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = ordered.stream()
                .map(sighting -> sighting.seen().last().minus(ahead(cluster, skews, group.size(), sighting, nearest)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Flow.State state = Ending.of(cluster, answered, asked, ordered, errors);
        return new Flow(
                "",
                asked.proto(),
                Tenants.party(cluster, asked.src(), start, end),
                Tenants.party(cluster, asked.dst(), start, end),
                translated.map(to -> Tenants.party(cluster, to, start, end)),
                state,
                start,
                end,
                nearest.seen().forward(),
                nearest.seen().backward(),
                nearest.seen().tcp(),
                nearest.seen().ttlForward(),
                nearest.seen().ttlBackward(),
                nearest.seen().silenceMicros(),
                ordered.stream()
                        .flatMap(sighting -> sighting.seen().greeting().stream())
                        .findFirst(),
                nearest.seen().dns(),
                errors,
                List.copyOf(legs),
                new LossSearch(cluster, skews).of(asked, translated.orElse(asked.dst()), ordered, state),
                UnexpectedTranslation.of(cluster, ordered),
                List.of());
    }

    /** How far the clock of a sighting is ahead of the nearest one's, where that is seconds: a flow does not last longer for that. */
    private static Duration ahead(
            Cluster cluster,
            Supplier<Map<String, ClockSkew>> skews,
            int sightings,
            Sighting sighting,
            Sighting nearest) {
        Duration own = Duration.between(
                time(cluster, skews, sightings, sighting), sighting.seen().first());
        Duration base = Duration.between(
                time(cluster, skews, sightings, nearest), nearest.seen().first());
        Duration ahead = own.minus(base);
        return ahead.abs().compareTo(SAME_TIME) < 0 ? Duration.ZERO : ahead;
    }

    private static Instant time(
            Cluster cluster, Supplier<Map<String, ClockSkew>> skews, int sightings, Sighting sighting) {
        Instant first = sighting.seen().first();
        if (sightings == 1) {
            return first;
        }
        long micros = Clocks.host(cluster, sighting.point().place())
                .map(host -> skews.get().get(host))
                .filter(ClockSkew::certain)
                .map(skew -> skew.microsAt(first))
                .orElse(0L);
        return first.minus(micros, ChronoUnit.MICROS);
    }

    /** The farthest point whose destination differs from the asked one; conntrack when no capture saw it. */
    private static Optional<IpPort> translated(FiveTuple asked, List<Sighting> ordered, Optional<ConntrackFact> entry) {
        Optional<IpPort> seen = ordered.stream()
                .map(sighting -> sighting.seen().tuple().dst())
                .filter(dst -> !dst.equals(asked.dst()))
                .reduce((first, second) -> second);
        return seen.or(() -> entry.map(fact -> fact.reply().src()).filter(dst -> !dst.equals(asked.dst())));
    }

    private static Leg leg(Translations.Translated translation) {
        ConntrackFact entry = translation.entry();
        return new Leg(
                entry.source().artifact(),
                new Place.Node(translation.node()),
                "",
                Leg.Kind.CONNTRACK,
                entry.original(),
                Optional.empty(),
                entry.originalCounters().map(Counters::packets).orElse(0L),
                entry.replyCounters().map(Counters::packets).orElse(0L),
                Optional.empty(),
                entry.source());
    }
}

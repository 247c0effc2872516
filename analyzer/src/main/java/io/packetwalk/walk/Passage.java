package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.walk.netfilter.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One alternative of a walk: where the packet has got to, and on what suppositions.
 *
 * @param packet the packet now
 * @param weight share of connections that come this way
 * @param doubts suppositions made, oldest first
 * @param way the steps so far
 * @param tracked connections that namespaces remember because of this packet
 * @param assumptions what was taken for granted
 * @param narrows sizes met on the way
 * @param masqueraded whether the source was rewritten
 * @param met rules whose conditions held, in all namespaces
 * @param hops namespaces entered
 * @param at the namespace it is in
 * @param ending how it ended, empty while it is under way
 */
public record Passage(
        Packet packet,
        double weight,
        List<Doubt> doubts,
        Trail<Step> way,
        Map<Place, List<Connection>> tracked,
        List<Missing> assumptions,
        List<Narrow> narrows,
        boolean masqueraded,
        Trail<Met> met,
        int hops,
        Site at,
        Optional<Ending> ending) {

    public static Passage start(Packet packet, Site at) {
        return new Passage(
                packet,
                1,
                List.of(),
                Trail.start(),
                Map.of(),
                List.of(),
                List.of(),
                false,
                Trail.start(),
                0,
                at,
                Optional.empty());
    }

    public boolean live() {
        return ending.isEmpty();
    }

    private static <T> List<T> plus(List<T> list, T item) {
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list);
        longer.add(item);
        return Collections.unmodifiableList(longer);
    }

    public Passage with(Packet next) {
        return new Passage(
                next, weight, doubts, way, tracked, assumptions, narrows, masqueraded, met, hops, at, ending);
    }

    public Passage times(double share) {
        return share == 1
                ? this
                : new Passage(
                        packet,
                        weight * share,
                        doubts,
                        way,
                        tracked,
                        assumptions,
                        narrows,
                        masqueraded,
                        met,
                        hops,
                        at,
                        ending);
    }

    public Passage suppose(Doubt doubt) {
        return withDoubts(plus(doubts, doubt));
    }

    Passage withDoubts(List<Doubt> next) {
        return new Passage(
                packet, weight, next, way, tracked, assumptions, narrows, masqueraded, met, hops, at, ending);
    }

    public Passage assume(Missing missing) {
        return assumptions.contains(missing)
                ? this
                : new Passage(
                        packet,
                        weight,
                        doubts,
                        way,
                        tracked,
                        plus(assumptions, missing),
                        narrows,
                        masqueraded,
                        met,
                        hops,
                        at,
                        ending);
    }

    public Passage through(Narrow narrow) {
        return new Passage(
                packet,
                weight,
                doubts,
                way,
                tracked,
                assumptions,
                plus(narrows, narrow),
                masqueraded,
                met,
                hops,
                at,
                ending);
    }

    /**
     * The conditions of a rule held; {@code sure} is false when that is supposed, or chance. An nft rule of several statements is several rules here, and one that
     * was met.
     */
    public Passage met(Source rule, boolean sure) {
        Met last = met.last();
        Trail<Met> before = last != null && last.rule().equals(rule) ? met.before() : met;
        return withMet(before.then(new Met(rule, sure && doubts.isEmpty())));
    }

    /** Rules that were met if an open question, which changed nothing else, has another answer than the one supposed. */
    Passage perhaps(List<Met> others) {
        Set<Source> known = new HashSet<>();
        met.inOrder().forEach(one -> known.add(one.rule()));
        Trail<Met> longer = met;
        for (Met other : others) {
            if (known.add(other.rule())) {
                longer = longer.then(new Met(other.rule(), false));
            }
        }
        return withMet(longer);
    }

    private Passage withMet(Trail<Met> next) {
        return new Passage(
                packet, weight, doubts, way, tracked, assumptions, narrows, masqueraded, next, hops, at, ending);
    }

    /** The source was rewritten. */
    public Passage masked() {
        return masked(packet);
    }

    /** As {@code next}, of which the source was rewritten. */
    public Passage masked(Packet next) {
        return new Passage(next, weight, doubts, way, tracked, assumptions, narrows, true, met, hops, at, ending);
    }

    /** Into another namespace. */
    public Passage into(Site site) {
        return new Passage(
                packet, weight, doubts, way, tracked, assumptions, narrows, masqueraded, met, hops + 1, site, ending);
    }

    public Passage end(Ending how) {
        return new Passage(
                packet,
                weight,
                doubts,
                way,
                tracked,
                assumptions,
                narrows,
                masqueraded,
                met,
                hops,
                at,
                Optional.of(how));
    }

    /** The steps of the way so far, oldest first. */
    public List<Step> steps() {
        return way.inOrder();
    }

    public Passage step(Step step) {
        return along(way.then(step));
    }

    /** Several steps, oldest first. */
    public Passage steps(List<Step> more) {
        return along(way.then(more));
    }

    /** Having come another way. */
    public Passage along(Trail<Step> next) {
        return new Passage(
                packet, weight, doubts, next, tracked, assumptions, narrows, masqueraded, met, hops, at, ending);
    }

    /** A step here that leaves the packet as it is. */
    public Passage step(Step.Kind kind, String text, Basis basis, List<Source> sources) {
        return step(
                new Step(at.node(), at.label(), kind, "", "", "", text, packet.hop(), packet.hop(), basis, sources));
    }

    /** The namespace at hand will know answers of this connection. */
    public Passage remember() {
        return remember(at.place(), packet.connection());
    }

    /** Who remembers at {@code place} will know answers of {@code connection}. */
    public Passage remember(Place place, Connection connection) {
        return new Passage(
                packet,
                weight,
                doubts,
                way,
                remembering(place, connection),
                assumptions,
                narrows,
                masqueraded,
                met,
                hops,
                at,
                ending);
    }

    private Map<Place, List<Connection>> remembering(Place place, Connection connection) {
        if (tracked.isEmpty()) {
            return Map.of(place, List.of(connection));
        }
        List<Connection> here = new ArrayList<>(tracked.getOrDefault(place, List.of()));
        here.removeIf(known -> known.original().equals(connection.original()));
        here.add(connection);
        Map<Place, List<Connection>> next = new HashMap<>(tracked);
        next.put(place, List.copyOf(here));
        return Collections.unmodifiableMap(next);
    }

    /** The answer, sent from where this passage ended. */
    public Passage answer(Packet reply) {
        return new Passage(
                reply,
                weight,
                List.of(),
                Trail.start(),
                tracked,
                List.of(),
                List.of(),
                false,
                Trail.start(),
                0,
                at,
                Optional.empty());
    }
}

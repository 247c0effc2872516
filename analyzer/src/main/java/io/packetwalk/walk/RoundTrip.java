package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.cni.CiliumBalancer;
import io.packetwalk.walk.netfilter.Connection;
import io.packetwalk.walk.route.Router;
import io.packetwalk.walk.size.Payload;
import io.packetwalk.walk.travel.Departure;
import io.packetwalk.walk.travel.ErrorWay;
import io.packetwalk.walk.travel.Goal;
import io.packetwalk.walk.travel.Travel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer's way back, and what the client makes of both ways together: an answer that is lost, or that comes from an address the client did not ask, is to it
 * the same as no answer.
 */
public final class RoundTrip {

    private final Terrain terrain;
    private final Payload payload;
    private final Segments segments;

    RoundTrip(Terrain terrain) {
        this.terrain = terrain;
        this.payload = new Payload(terrain);
        this.segments = new Segments(terrain);
    }

    /**
     * A request with its answers.
     *
     * @param there the request, with the symptom of the whole
     * @param back all alternatives of the answer; empty when nobody answers
     */
    record Trip(Passage there, List<Passage> back) {}

    /** All alternatives of a request with their answers. When there are too many of those the others are not walked, and the requests say so. */
    List<Trip> answers(List<Passage> ways, Site client, FiveTuple asked, int size) {
        List<Trip> trips = new ArrayList<>(ways.size());
        int back = 0;
        for (Passage there : ways) {
            boolean walked = back <= Forks.MOST;
            Trip trip = walked
                    ? answer(there, client, asked, size)
                    : new Trip(
                            Forks.tooMany(List.of(there), "the way of the answer")
                                    .getFirst(),
                            List.of());
            back += trip.back().size();
            trips.add(trip);
        }
        return trips;
    }

    private Trip answer(Passage there, Site client, FiveTuple asked, int size) {
        Optional<FiveTuple> sent = sent(there, client, asked);
        if (!answers(there)) {
            boolean told = error(there) && !there.at().place().equals(client.place());
            return told && sent.isPresent() ? told(there, client, sent.get()) : new Trip(hidden(there), List.of());
        }
        if (sent.isEmpty()) {
            return new Trip(there, List.of());
        }
        Goal goal = new Goal.Asker(client.place(), sent.get().reversed());
        Travel travel = new Travel(terrain, goal);
        boolean reset = there.ending()
                .filter(ending -> ending.verdict() instanceof Verdict.Rejected)
                .isPresent();
        Packet packet = Packet.made(there.packet().tuple().reversed(), reset ? Role.RESET : Role.ANSWER)
                .withDrawn(there.packet().drawn());
        boolean outside = there.ending()
                .filter(ending -> ending.verdict() instanceof Verdict.Delivered)
                .filter(_e -> !there.at().owns(there.packet().tuple().dst().ip()))
                .isPresent();
        Passage start = there.answer(packet);
        List<Passage> back = Forks.decide(
                outside
                        ? new Departure(terrain, travel)
                                .arriveFrom(start.step(
                                        Step.Kind.ORIGINATE, "the host outside answers", Basis.ASSUMED, List.of()))
                        : travel.send(start.step(Step.Kind.ORIGINATE, "the answer", Basis.DERIVED, List.of())));
        Passage carried = payload.carried(combined(there, back), back, size, client, sent.get());
        return new Trip(segments.carried(carried, back, size, client, sent.get()), back);
    }

    /** A node on the way says no, in a packet of its own. */
    private static boolean error(Passage there) {
        return there.packet().inner().isEmpty()
                && there.ending()
                        .filter(ending ->
                                ending.symptom() == Symptom.REFUSED || ending.symptom() == Symptom.UNREACHABLE)
                        .isPresent();
    }

    /** The request with what its sender hears of its end. Who hears nothing waits. */
    private Trip told(Passage there, Site client, FiveTuple sent) {
        Ending ending = there.ending().orElseThrow();
        String how = ending.verdict() instanceof Verdict.Rejected(String name) ? name : "icmp-host-unreachable";
        List<Passage> back = ErrorWay.walk(terrain, there, how, client.place(), sent);
        List<Ending> silent = back.stream()
                .flatMap(passage -> passage.ending().stream())
                .filter(end -> !(end.verdict() instanceof Verdict.Delivered))
                .toList();
        if (silent.isEmpty()) {
            return new Trip(there, back);
        }
        Ending worst = silent.getFirst();
        if (silent.stream().anyMatch(end -> end.symptom() == Symptom.UNKNOWN)) {
            Missing open = new Missing(
                    "the way of the error back to the client", "it is assumed to come back: " + worst.reason(), "");
            return new Trip(there.assume(open), back);
        }
        boolean all = silent.size() == back.size();
        String reason = ending.reason() + ", but " + (all ? "" : "of some connections ")
                + "the client does not hear of it: " + worst.reason();
        return new Trip(
                there.end(new Ending(
                        ending.verdict(),
                        all ? Symptom.TIMEOUT : Symptom.MIXED,
                        reason,
                        Stream.concat(ending.by().stream(), worst.by().stream())
                                .distinct()
                                .toList(),
                        ending.missing())),
                back);
    }

    /** The request with a payload that fills packets, when captures show that those do not come through. */
    Optional<Passage> full(Trip trip) {
        return payload.full(trip.there(), trip.back());
    }

    /** Only an endpoint answers. */
    private static boolean answers(Passage there) {
        return there.ending()
                .filter(ending -> switch (ending.verdict()) {
                    case Verdict.Delivered _d -> true;
                    case Verdict.Rejected rejected ->
                        rejected.how().equals("tcp-reset")
                                && there.at().owns(there.packet().tuple().dst().ip());
                    case Verdict.Dropped _d -> false;
                    case Verdict.Lost _l -> false;
                    case Verdict.Undetermined _u -> false;
                })
                .isPresent();
    }

    /** An error about a tunnel packet goes to the tunnel's end, not to the client. */
    private static Passage hidden(Passage there) {
        return there.ending()
                .filter(ending -> there.packet().inner().isPresent() && ending.verdict() instanceof Verdict.Rejected)
                .map(ending -> there.end(ending.withSymptom(
                        Symptom.TIMEOUT, ending.reason() + "; the error goes to the tunnel's end, not to the client")))
                .orElse(there);
    }

    /** What the client sent, with the source address it was given. */
    private static Optional<FiveTuple> sent(Passage there, Site client, FiveTuple asked) {
        if (client.place() instanceof Place.Outside) {
            return Optional.of(asked);
        }
        IpPort first = there.steps().stream()
                .filter(CiliumBalancer::atSocket)
                .findFirst()
                .map(step -> step.after().tuple().dst())
                .orElse(asked.dst());
        return there.tracked().getOrDefault(client.place(), List.of()).stream()
                .map(Connection::original)
                .filter(tuple -> tuple.dst().equals(first) && tuple.proto().equals(asked.proto()))
                .findFirst();
    }

    private static Passage combined(Passage there, List<Passage> back) {
        List<Ending> failures = back.stream()
                .flatMap(passage -> passage.ending().stream())
                .filter(ending -> !(ending.verdict() instanceof Verdict.Delivered))
                .toList();
        if (failures.isEmpty() || there.ending().isEmpty()) {
            return there;
        }
        Ending worst = failures.getFirst();
        boolean all = failures.size() == back.size();
        boolean known = failures.stream().noneMatch(ending -> ending.symptom() == Symptom.UNKNOWN);
        Symptom symptom = !known ? Symptom.UNKNOWN : all ? Symptom.TIMEOUT : Symptom.MIXED;
        Ending arrived = there.ending().get();
        String reason = arrived.reason() + ", but " + (all ? "" : "of some connections ")
                + "the answer does not come back: " + worst.reason();
        return there.end(new Ending(
                arrived.verdict(),
                symptom,
                reason,
                Stream.concat(worst.by().stream(), arrived.by().stream())
                        .distinct()
                        .toList(),
                Stream.concat(arrived.missing().stream(), worst.missing().stream())
                        .distinct()
                        .toList()));
    }

    /** What the client asked for, as an address and port. */
    static FiveTuple asked(Question question, Question.Origin origin, IpPort to) {
        var from = origin instanceof Question.Origin.Outside out
                ? out.ip().orElse(Router.unspecified(to.ip().v6()))
                : Router.unspecified(to.ip().v6());
        return new FiveTuple(question.proto(), new IpPort(from, question.fromPort()), to);
    }
}

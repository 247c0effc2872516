package io.packetwalk.walk;

import io.packetwalk.evidence.Place;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.travel.Departure;
import io.packetwalk.walk.travel.Goal;
import io.packetwalk.walk.travel.Travel;
import java.util.List;
import java.util.Optional;

/**
 * The first segments with data of a TCP connection that came about, each way. Rules may look at what a SYN does not have: a length, a flag, bytes of the payload. Such a
 * rule lets the handshake pass and takes the request, or its answer.
 */
final class Segments {

    private final Terrain terrain;

    Segments(Terrain terrain) {
        this.terrain = terrain;
    }

    /**
     * The request, followed by what ends its data; as it was when the data comes through.
     *
     * @param there the request, with the symptom of the handshake
     * @param back all alternatives of the first answer
     * @param size bytes of the payload each way
     * @param client who asks
     * @param sent the header of its packets as it made them
     */
    Passage carried(Passage there, List<Passage> back, int size, Site client, FiveTuple sent) {
        boolean connected = there.ending()
                .filter(ending -> ending.symptom() == Symptom.OK && ending.verdict() instanceof Verdict.Delivered)
                .isPresent();
        if (size <= 0 || !connected || back.isEmpty() || !sent.proto().equals(Proto.TCP)) {
            return there;
        }
        FiveTuple arrived = there.packet().tuple();
        Role data = new Role.Segment(size);
        return request(back.getFirst().answer(Packet.made(sent, data)), client)
                .flatMap(way -> stop(there, way))
                .or(() -> answer(there, Packet.made(arrived.reversed(), data), client, sent)
                        .flatMap(way -> stop(there, way)))
                .orElse(there);
    }

    private Optional<Passage> request(Passage start, Site client) {
        Passage made = start.step(Step.Kind.ORIGINATE, "connected; the client sends data", Basis.DERIVED, List.of());
        Travel travel = new Travel(terrain, new Goal.Anyone());
        return one(
                client.place() instanceof Place.Outside
                        ? new Departure(terrain, travel).arriveFrom(made)
                        : travel.send(made));
    }

    private Optional<Passage> answer(Passage there, Packet packet, Site client, FiveTuple sent) {
        Passage made = there.answer(packet)
                .step(Step.Kind.ORIGINATE, "connected; the server sends data", Basis.DERIVED, List.of());
        Travel travel = new Travel(terrain, new Goal.Asker(client.place(), sent.reversed()));
        return one(
                there.at().owns(packet.tuple().src().ip())
                        ? travel.send(made)
                        : new Departure(terrain, travel).arriveFrom(made));
    }

    /** Several alternatives that do not agree say nothing of the one that the handshake took. */
    private static Optional<Passage> one(List<Passage> ways) {
        List<Passage> decided = Forks.decide(ways);
        return decided.size() == 1 ? Optional.of(decided.getFirst()) : Optional.empty();
    }

    /** The whole, when a rule ends the data on the way that the handshake took, or may. */
    private static Optional<Passage> stop(Passage there, Passage way) {
        Optional<Step> last = way.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(way.steps().getLast());
        boolean rule = last.filter(step -> step.kind() == Step.Kind.RULE_HIT).isPresent();
        boolean arrives = way.ending()
                .filter(ending -> ending.verdict() instanceof Verdict.Delivered)
                .isPresent();
        return way.ending()
                .filter(_e -> rule && !arrives)
                .map(ending -> there.steps(way.steps())
                        .end(new Ending(
                                ending.verdict(),
                                symptom(ending),
                                "the connection comes about, but its data does not pass: " + ending.reason(),
                                ending.by(),
                                ending.missing())));
    }

    /** A sender that hears nothing, or an ICMP error about an established connection, sends again until it gives up (RFC 1122, 4.2.3.9). */
    private static Symptom symptom(Ending ending) {
        return switch (ending.verdict()) {
            case Verdict.Undetermined _u -> ending.symptom();
            case Verdict.Rejected rejected when rejected.how().equals("tcp-reset") -> Symptom.RESET;
            default -> Symptom.STALL;
        };
    }
}

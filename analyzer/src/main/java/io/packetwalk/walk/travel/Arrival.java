package io.packetwalk.walk.travel;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import java.util.List;
import java.util.Optional;

/** A packet that has passed INPUT: is anybody there to take it? */
public final class Arrival {

    private final Travel travel;
    private final Goal goal;

    Arrival(Travel travel, Goal goal) {
        this.travel = travel;
        this.goal = goal;
    }

    List<Passage> receive(Passage passage) {
        Optional<List<Passage>> inner = Tunnels.unwrap(travel, passage);
        if (inner.isPresent()) {
            return inner.get();
        }
        return List.of(
                switch (goal) {
                    case Goal.Anyone _a -> listener(passage);
                    case Goal.Asker asker -> asker(passage, asker);
                });
    }

    private static Passage asker(Passage passage, Goal.Asker asker) {
        FiveTuple tuple = passage.packet().tuple();
        if (passage.packet().role() instanceof Role.IcmpError error) {
            boolean there = passage.at().place().equals(asker.place());
            return there && ErrorWay.concerns(error, asker)
                    ? arrive(passage, "the error reaches the sender").end(ErrorWay.told(passage))
                    : arrive(passage, "an error about a packet that nobody here sent")
                            .end(ErrorWay.stray(passage, error));
        }
        if (passage.at().place().equals(asker.place()) && tuple.equals(asker.expected())) {
            return arrive(passage, "the answer reaches the client")
                    .end(new Ending(
                            new Verdict.Delivered(tuple.dst()),
                            Symptom.OK,
                            "the answer reaches the client",
                            List.of(),
                            List.of()));
        }
        if (passage.at().place().equals(asker.place())) {
            return arrive(passage, "an answer nobody waits for").end(mismatch(tuple, asker.expected()));
        }
        return arrive(passage, "an answer nobody waits for")
                .end(Ending.dropped(
                        "the answer ends on " + passage.at().name() + ", where no connection waits for it", List.of()));
    }

    /** TCP answers a stray SYN-ACK with a reset, a connected UDP socket does not see the datagram: either way the client waits in vain. */
    static Ending mismatch(FiveTuple got, FiveTuple expected) {
        return Ending.dropped(
                "the answer comes from " + got.src() + " to " + got.dst() + ", the client waits for one from "
                        + expected.src() + " to " + expected.dst(),
                List.of());
    }

    private static Passage listener(Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        Site site = passage.at();
        if (tuple.proto().icmp()) {
            return arrive(passage, "the kernel answers echo requests")
                    .end(delivered(passage, "the kernel answers", List.of(), List.of()));
        }
        Sockets.Listening listening = Sockets.at(site.netns(), tuple.proto(), tuple.dst());
        return switch (listening.listens()) {
            case YES ->
                arrive(passage, "a process listens on " + tuple.dst())
                        .end(delivered(passage, "a process takes it", listening.sources(), List.of()));
            case NO -> arrive(passage, "nothing listens on " + tuple.dst()).end(refused(passage, listening));
            case UNKNOWN -> {
                Missing missing = new Missing(
                        "sockets of " + site.name(), "whether a process listens on " + tuple.dst(), "ss -tulnp");
                yield passage.step(
                                Step.Kind.ARRIVE,
                                "a process is assumed to listen on " + tuple.dst(),
                                Basis.ASSUMED,
                                List.of())
                        .assume(missing)
                        .end(delivered(
                                passage,
                                "it arrives; whether a process takes it was not dumped",
                                List.of(),
                                List.of(missing)));
            }
        };
    }

    private static Passage arrive(Passage passage, String text) {
        return passage.step(Step.Kind.ARRIVE, text, Basis.DERIVED, List.of());
    }

    private static Ending delivered(
            Passage passage, String reason, List<io.packetwalk.evidence.Source> by, List<Missing> missing) {
        return new Ending(new Verdict.Delivered(passage.packet().tuple().dst()), Symptom.OK, reason, by, missing);
    }

    private static Ending refused(Passage passage, Sockets.Listening listening) {
        FiveTuple tuple = passage.packet().tuple();
        String instead = listening.elsewhere().isEmpty() ? "" : "; a process listens on " + listening.elsewhere();
        String reason =
                "nothing listens on " + tuple.dst() + " in " + passage.at().name() + instead;
        String how = tuple.proto().equals(Proto.TCP)
                ? "tcp-reset"
                : tuple.dst().ip().v6() ? "icmp6-port-unreachable" : "icmp-port-unreachable";
        return Ending.rejected(how, reason, listening.sources());
    }
}

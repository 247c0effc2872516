package io.packetwalk;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state that was dumped nearest to a moment. A command whose output is there several times, from dumps at different times, is several snapshots of one state, and only
 * one of them is that of the moment. Captures and logs are no snapshots: they tell of all their time.
 *
 * @param readings what is left to be joined
 * @param told for each place whose state is not of the moment itself, when it was dumped and what was left aside
 */
public record Snapshots(List<Reading> readings, Map<Place, String> told) {

    /** The same command of the same namespace: which archive it came in, and in which folder, is nothing. */
    private record Command(Place place, String format, String name) {
        static Command of(Reading reading) {
            String artifact = reading.artifact();
            return new Command(reading.place(), reading.format(), artifact.substring(artifact.lastIndexOf('/') + 1));
        }
    }

    public static Snapshots of(List<Reading> all, Instant moment) {
        Map<Command, List<Reading>> snapshots = new LinkedHashMap<>();
        List<Reading> kept = new ArrayList<>();
        for (Reading reading : all) {
            if (reading.window().isEmpty() || overTime(reading)) {
                kept.add(reading);
            } else {
                snapshots
                        .computeIfAbsent(Command.of(reading), command -> new ArrayList<>())
                        .add(reading);
            }
        }
        Map<Place, State> states = new LinkedHashMap<>();
        snapshots.forEach((command, readings) -> {
            Reading nearest = nearest(readings, moment);
            kept.add(nearest);
            State state = states.computeIfAbsent(command.place(), place -> new State());
            state.taken(nearest.window().orElseThrow());
            readings.stream()
                    .filter(reading -> !reading.equals(nearest))
                    .forEach(reading -> state.aside(reading.window().orElseThrow()));
        });
        Map<Place, String> told = new LinkedHashMap<>();
        states.forEach((place, state) -> state.tell(place, moment).ifPresent(text -> told.put(place, text)));
        return new Snapshots(List.copyOf(kept), told);
    }

    private static boolean overTime(Reading reading) {
        return reading.format().equals("pcap")
                || reading.format().equals("dmesg")
                || reading.format().endsWith("-log");
    }

    /** Of two as near, the later one: what had happened by then is in it. */
    private static Reading nearest(List<Reading> readings, Instant moment) {
        Window at = Window.at(moment);
        return readings.stream()
                .min(Comparator.comparing((Reading reading) ->
                                reading.window().orElseThrow().distance(at))
                        .thenComparing(reading -> reading.window().orElseThrow().from(), Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** When the state of one place was dumped. */
    private static final class State {
        private Optional<Window> taken = Optional.empty();
        private Optional<Window> aside = Optional.empty();

        private void taken(Window window) {
            taken = Optional.of(taken.map(window::span).orElse(window));
        }

        private void aside(Window window) {
            aside = Optional.of(aside.map(window::span).orElse(window));
        }

        private Optional<String> tell(Place place, Instant moment) {
            Window window = taken.orElseThrow();
            Duration off = window.distance(Window.at(moment));
            if (off.isZero() && aside.isEmpty()) {
                return Optional.empty();
            }
            String when = off.isZero()
                    ? "around it"
                    : off.toSeconds() + " s " + (window.from().isAfter(moment) ? "after it" : "before it");
            String other = aside.map(left -> "; dumps of " + left.from() + " to " + left.to() + " are left aside")
                    .orElse("");
            return Optional.of("the state of " + place + " at " + moment + " is taken to be that dumped " + when + ", "
                    + window.from() + " to " + window.to() + other);
        }
    }
}

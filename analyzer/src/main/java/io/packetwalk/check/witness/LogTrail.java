package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Proof;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.PlacedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Lines of one program's log that tell of one failure. Where some are of the time of the incident, only those; else all, and {@link #current} says what they are.
 *
 * @param place whose log it is
 * @param lines the lines, in order
 * @param current whether they are of the time of the incident
 */
public record LogTrail(String place, List<LogLineFact> lines, Ternary current) {

    /** The trails of all logs, one for each pod or node; only those with a line. */
    public static List<LogTrail> of(Case that, Predicate<String> tells) {
        Map<String, List<LogLineFact>> byPlace = new TreeMap<>();
        for (PlacedLine line : that.cluster().logLines()) {
            if (tells.test(line.line().text())) {
                byPlace.computeIfAbsent(line.place().toString(), name -> new ArrayList<>())
                        .add(line.line());
            }
        }
        return trails(that, byPlace);
    }

    /** The trails of the DNS servers' errors about queries, one for each server, as its errors plugin prints them. */
    public static List<LogTrail> ofDnsErrors(Case that, Predicate<DnsErrorLogFact> tells) {
        Map<String, List<LogLineFact>> byPlace = new TreeMap<>();
        for (DnsLog log : that.cluster().dnsLogs()) {
            for (DnsErrorLogFact error : log.errors()) {
                if (tells.test(error)) {
                    byPlace.computeIfAbsent(log.place().toString(), name -> new ArrayList<>())
                            .add(new LogLineFact(
                                    error.source(),
                                    error.time(),
                                    "ERROR",
                                    error.qname() + " " + error.qtype() + ": " + error.error()));
                }
            }
        }
        return trails(that, byPlace);
    }

    private static List<LogTrail> trails(Case that, Map<String, List<LogLineFact>> byPlace) {
        return byPlace.entrySet().stream()
                .map(entry -> trail(that, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static LogTrail trail(Case that, String place, List<LogLineFact> lines) {
        for (Ternary wanted : new Ternary[] {Ternary.YES, Ternary.UNKNOWN}) {
            List<LogLineFact> some = lines.stream()
                    .filter(line -> IncidentTime.covers(that, line.time()) == wanted)
                    .toList();
            if (!some.isEmpty()) {
                return new LogTrail(place, some, wanted);
            }
        }
        return new LogTrail(place, lines, Ternary.NO);
    }

    /** No log of an application or agent is in the bundle, so that silence says nothing. */
    public static boolean silent(Case that) {
        return that.cluster().inventory().readings().stream()
                .noneMatch(entry -> entry.format().equals("app-log"));
    }

    /** The last line. */
    public LogLineFact last() {
        return lines.getLast();
    }

    /** Claims with the last lines as proof, and that the failure is told there, unless they are all of another time. */
    public Claim shown(Claim claim, String failure) {
        lines.stream().skip(Math.max(0, lines.size() - 3)).forEach(line -> claim.shows(line.text(), line.source()));
        return current.no() ? claim : claim.explainsTold(failure);
    }

    /**
     * The proof of a cause that a log tells. A log alone proves nothing: it says what its program believes. So {@code second} must show it in another artifact.
     *
     * @param mechanism what the line says is wrong
     * @param second a capture, an object or a dump that shows the same; its sources say where
     */
    public Proof proof(String mechanism, Condition second, Condition... others) {
        List<Source> at = List.of(last().source());
        Condition now = new Condition(
                current.no()
                        ? "the lines are of the time of the failure; the last is of " + time()
                        : "the lines are of the time of the failure",
                current,
                at);
        List<Condition> rest = new ArrayList<>(List.of(others));
        rest.add(second);
        return new Proof(
                Condition.yes(mechanism, at),
                new Condition("the log names what failed", current.no() ? Ternary.NO : Ternary.YES, at),
                new Condition("requests failed so", current.no() ? Ternary.NO : Ternary.YES, at),
                now,
                rest);
    }

    private String time() {
        return Optional.of(last())
                .flatMap(LogLineFact::time)
                .map(Object::toString)
                .orElse("an unknown time");
    }

    /** How many lines, in words. */
    public String count() {
        return lines.size() + (lines.size() == 1 ? " line" : " lines");
    }
}

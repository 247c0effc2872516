package io.packetwalk.check;

import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.model.PlacedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Lines of one program's log that tell of one failure.
 *
 * @param place whose log it is
 * @param lines the lines, in order
 */
public record LogTrail(String place, List<LogLineFact> lines) {

    /** The trails of all logs, one for each pod or node; only those with a line. */
    public static List<LogTrail> of(Case that, Predicate<String> tells) {
        Map<String, List<LogLineFact>> byPlace = new TreeMap<>();
        for (PlacedLine line : that.cluster().logLines()) {
            if (tells.test(line.line().text())) {
                byPlace.computeIfAbsent(line.place().toString(), name -> new ArrayList<>())
                        .add(line.line());
            }
        }
        return byPlace.entrySet().stream()
                .map(entry -> new LogTrail(entry.getKey(), entry.getValue()))
                .toList();
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

    /** Claims with the last lines as proof. */
    public Claim shown(Claim claim) {
        lines.stream().skip(Math.max(0, lines.size() - 3)).forEach(line -> claim.shows(line.text(), line.source()));
        return claim;
    }

    /** How many lines, in words. */
    public String count() {
        return lines.size() + (lines.size() == 1 ? " line" : " lines");
    }
}

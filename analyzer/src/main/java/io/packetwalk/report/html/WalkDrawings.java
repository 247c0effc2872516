package io.packetwalk.report.html;

import io.packetwalk.report.Trace;
import io.packetwalk.template.WalkDrawing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws a path from its steps: lanes are places in the order of first visit, marks are steps from left to right. */
final class WalkDrawings {
    private static final int STEP = 30;
    private static final int LANE = 44;
    private static final int LEFT = 18;
    private static final int TOP = 34;

    private WalkDrawings() {}

    /** @param cause index of the step where the finding's evidence stands, -1 when none */
    static WalkDrawing of(Trace.Path path, int cause) {
        Map<String, Integer> heights = new LinkedHashMap<>();
        path.steps().forEach(step -> heights.putIfAbsent(Strips.place(step), TOP + heights.size() * LANE));
        List<WalkDrawing.Mark> marks = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < path.steps().size(); i++) {
            Trace.Step step = path.steps().get(i);
            int x = LEFT + i * STEP;
            int y = heights.getOrDefault(Strips.place(step), TOP);
            line.append(i == 0 ? "" : " ").append(x).append(',').append(y);
            marks.add(new WalkDrawing.Mark(x, y, step.n(), kind(path, i, cause)));
        }
        List<WalkDrawing.Lane> lanes = new ArrayList<>();
        heights.forEach((place, y) -> lanes.add(new WalkDrawing.Lane(y, place)));
        int longest = heights.keySet().stream().mapToInt(String::length).max().orElse(0);
        int width = Math.max(LEFT * 2 + (path.steps().size() - 1) * STEP, longest * 7);
        return new WalkDrawing(width, TOP + heights.size() * LANE - LANE + 24, lanes, line.toString(), marks);
    }

    private static String kind(Trace.Path path, int at, int cause) {
        Trace.Step step = path.steps().get(at);
        if (at == path.steps().size() - 1) {
            return switch (path.verdict()) {
                case "DELIVERED" -> path.served() ? "end" : "broken";
                case "UNDETERMINED" -> "unknown";
                default -> "broken";
            };
        }
        if (at == cause) {
            return "cause";
        }
        return step.before().src().equals(step.after().src())
                        && step.before().dst().equals(step.after().dst())
                ? "plain"
                : "change";
    }
}

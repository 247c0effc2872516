package io.packetwalk.template;

import java.util.List;

/**
 * A predicted walk.
 *
 * @param anchor its fragment without {@code #}
 * @param question {@code tcp pod/shop/a → svc/shop/b:80}
 * @param verdict common verdict of all paths
 * @param symptom what the client sees
 * @param strip the telling path, short
 * @param paths all paths in full
 * @param reply the way back of what was delivered
 * @param comparisons working walks beside it, as a list of none or one
 */
public record WalkView(
        String anchor,
        String question,
        String verdict,
        String symptom,
        Strip strip,
        List<Way> paths,
        List<Way> reply,
        List<Comparison> comparisons) {

    /**
     * A working walk beside a failing one.
     *
     * @param why what both have in common
     * @param failing what was asked of the failing one, with its verdict
     * @param working the same of the working one
     * @param pairs their steps side by side
     */
    public record Comparison(String why, String failing, String working, List<Pair> pairs) {}

    /**
     * Two steps of the same kind side by side; one is empty where the other walk has no such step.
     *
     * @param failing step of the failing walk
     * @param working step of the working walk
     * @param state {@code same}, {@code first} (the first difference) or {@code other}
     */
    public record Pair(String failing, String working, String state) {}

    /**
     * One path in a row.
     *
     * @param label which of how many, its share
     * @param verdict how it ends
     * @param ok whether a process takes the packet
     * @param promises how far the path came: name, Service, endpoint, process
     * @param hops its hops, left to right
     */
    public record Strip(String label, String verdict, boolean ok, List<Promise> promises, List<Hop> hops) {}

    /**
     * A rung of the ladder from a name to a process.
     *
     * @param name what was promised
     * @param state {@code kept}, {@code ends} (the path ends here), {@code open} (cannot be told) or {@code beyond} (not reached)
     * @param text what became of it
     */
    public record Promise(String name, String state, String text) {
        /** A sign beside the word, for readers who scan. */
        public String sign() {
            return switch (state) {
                case "kept" -> "✓";
                case "ends" -> "✕";
                case "open" -> "?";
                default -> "·";
            };
        }

        /** The state for readers who do not see the sign. */
        public String word() {
            return switch (state) {
                case "kept" -> "kept";
                case "ends" -> "the path ends here";
                case "open" -> "cannot be told";
                default -> "not reached";
            };
        }
    }

    /**
     * One hop of the strip.
     *
     * @param kind what happens, as a word
     * @param place where
     * @param text what happens, for a reader
     * @param state {@code ok}, {@code cause} (the finding's evidence stands here), {@code broken}, {@code unknown} or {@code skipped}
     * @param anchor of its step in the list, empty for what was skipped
     */
    public record Hop(String kind, String place, String text, String state, String anchor) {
        /** The place in parts, each ended by a slash but the last: where a line may break. */
        public List<String> placeParts() {
            return List.of(place.split("(?<=/)"));
        }
    }

    /**
     * One path in full.
     *
     * @param label which of how many, its share
     * @param verdict how it ends
     * @param ok whether a process takes the packet
     * @param endpoint whom it reaches, may be empty
     * @param because why it ends there
     * @param steps every step
     * @param drawing the steps as a picture
     */
    public record Way(
            String label,
            String verdict,
            boolean ok,
            String endpoint,
            String because,
            List<Step> steps,
            WalkDrawing drawing) {}

    /**
     * One step.
     *
     * @param anchor its fragment without {@code #}
     * @param place where
     * @param kind what happens, as a word
     * @param text what happens, for a reader
     * @param chain table and chain, empty when none
     * @param header the packet before and after, field by field; empty when the step leaves it as it was
     * @param cause whether the finding's evidence stands here
     * @param basis {@code derived}, {@code observed}, {@code contradicted} or {@code assumed}
     * @param cites where it stands
     */
    public record Step(
            String anchor,
            String place,
            String kind,
            String text,
            String chain,
            List<Field> header,
            boolean cause,
            String basis,
            List<Cite> cites) {
        /** True when the text is a rule as captured. */
        public boolean rule() {
            return text.startsWith("-A ");
        }
    }

    /** A field of the packet's header, before and after a step. */
    public record Field(String name, String before, String after) {
        public boolean changed() {
            return !before.equals(after);
        }
    }
}

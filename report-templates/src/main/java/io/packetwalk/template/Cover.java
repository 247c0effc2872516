package io.packetwalk.template;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What we could and could not see.
 *
 * @param nodes columns of the grid
 * @param kinds rows of the grid: what some node lacks comes first
 * @param hidden nodes that have no column
 * @param elsewhere what is from no node of the cluster, by where it is from
 * @param moreElsewhere such places that have no row
 * @param unread artifacts with lines that were not understood, those with most first
 * @param moreUnread such artifacts that have no row
 * @param artifacts how many artifacts there are
 * @param lines how many lines were read
 * @param understood how many of them became a fact or are irrelevant by design
 * @param lacking what was missing, with the checks it blocks, that which blocks most first
 * @param moreLacking what else was missing
 * @param next commands that get it, what decides most first, one a line; empty when nothing is missing or no command is known
 * @param moreNext commands that have no room
 * @param plan for {@code collect --plan}: all of them without the node they are for, each once, apart by semicolons
 * @param clear checks that looked and found nothing
 */
public record Cover(
        List<String> nodes,
        List<Kind> kinds,
        int hidden,
        List<Elsewhere> elsewhere,
        int moreElsewhere,
        List<Unread> unread,
        int moreUnread,
        int artifacts,
        long lines,
        long understood,
        List<Lack> lacking,
        int moreLacking,
        String next,
        int moreNext,
        String plan,
        List<String> clear) {

    /** The rows in tables that stand beside one another where columns are few: a list of dozens is read faster in three parts. */
    public List<List<Kind>> parts() {
        int beside = nodes.size() <= 4 ? 3 : nodes.size() <= 8 ? 2 : 1;
        int rows = Math.max(8, (kinds.size() + beside - 1) / beside);
        return IntStream.iterate(0, at -> at < kinds.size(), at -> at + rows)
                .mapToObj(at -> kinds.subList(at, Math.min(kinds.size(), at + rows)))
                .toList();
    }

    /** One kind of evidence and its state in each column. */
    public record Kind(String name, List<State> states) {
        /** True when no node lacks anything of it: paper leaves it out. */
        public boolean whole() {
            return states.stream().allMatch(State::whole);
        }
    }

    /**
     * What became of something that was asked for.
     *
     * @param word {@code collected}, {@code empty}, {@code failed}, {@code refused}, {@code truncated}, {@code redacted}, {@code not-collected}, or empty for what was never in the bundle
     */
    public record State(String word) {
        private static final Map<String, String> SIGNS = Map.of(
                "collected", "✓", "empty", "∅", "failed", "✕", "refused", "✕", "truncated", "✂", "redacted", "▒");

        /** Its shape, so that no colour is needed to tell it from others. */
        public String sign() {
            return SIGNS.getOrDefault(word, "–");
        }

        /** Its name as a class of the style. */
        public String tone() {
            return SIGNS.containsKey(word) ? word : "none";
        }

        /** What a reader hears or reads beside the shape. */
        public String said() {
            return word.isEmpty() ? "not in the bundle" : word.replace('-', ' ');
        }

        /** True when absence in it counts as evidence. */
        public boolean whole() {
            return word.equals("collected") || word.equals("empty");
        }
    }

    /** What is from the API or a host that is no node, {@code where}, and each kind with its state. */
    public record Elsewhere(String where, List<Item> items) {}

    /** One kind of evidence with its state. */
    public record Item(String kind, State state) {}

    /** An artifact with lines that were not understood. */
    public record Unread(
            String artifact, String format, long lines, long unmodelled, long unrecognised, long malformed) {}

    /** Something missing, why, the command that gets it (may be empty), and the checks it blocks. */
    public record Lack(String what, String why, String command, List<String> checks) {}
}
